import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cancelledByUser, RuntimeClient, type RuntimeState } from '../../../src/host/runtime/runtimeClient';
import { forkRuntime } from '../../../src/host/runtime/runtimeProcess';
import { LoupeError } from '../../../src/protocol/errors';

const tinyModel = join(__dirname, '../../fixtures/model/tiny-gpt2');
const text = { text: 'one two three', tokenizer: { kind: 'model', model: 'tiny' }, special: 'text' } as const;

describe('the runtime client, with the real process', function () {
  this.timeout(30_000);
  let client: RuntimeClient;
  let states: RuntimeState[];
  let crashes: string[];

  beforeEach(() => {
    client = new RuntimeClient({
      start: () => forkRuntime(join(__dirname, 'runtimeFromSource.cjs'), (_, line) => console.error(line)),
      configuration: () => ({
        models: [{ id: 'tiny', name: 'tiny', folder: tinyModel, source: 'folder' }],
        memoryBudgetBytes: 1e8,
        threads: 1,
      }),
      log: () => {},
    });
    states = [];
    crashes = [];
    client.onDidChangeState((state) => states.push(state));
    client.onDidCrash((error) => crashes.push(error.code));
  });

  afterEach(() => client.dispose());

  it('starts with the first request and is ready after it', async () => {
    assert.equal(client.state, 'stopped');
    assert.equal(client.pid, undefined);
    const { tokens } = await client.request('count', text);
    assert.ok(tokens > 0);
    assert.deepEqual(states, ['starting', 'busy', 'ready']);
  });

  it('passes typed errors on', async () => {
    const params = { ...text, tokenizer: { kind: 'encoding', name: 'none' } } as const;
    await assert.rejects(client.request('count', params), withCode('tokenizerUnknown'));
  });

  it('rejects what was open when the process dies, starts it again and configures it', async () => {
    await client.request('count', text);
    const pid = running();
    const open = client.request('count', text);
    process.kill(pid, 'SIGKILL');
    await assert.rejects(open, withCode('runtimeExited'));
    assert.deepEqual(crashes, ['runtimeExited']);
    await client.request('count', text);
    assert.notEqual(client.pid, pid);
  });

  it('gives up after three crashes until told to retry', async () => {
    for (let crash = 0; crash < 3; crash++) {
      await client.request('count', text);
      const open = client.request('count', text);
      process.kill(running(), 'SIGKILL');
      await assert.rejects(open);
    }
    assert.deepEqual(crashes, ['runtimeExited', 'runtimeExited', 'runtimeFailed']);
    assert.equal(client.state, 'failed');
    await assert.rejects(client.request('count', text), withCode('runtimeFailed'));
    client.retry();
    await client.request('count', text);
    assert.equal(client.state, 'ready');
  });

  it('drops a superseded request and lets the process live, however long it takes', async () => {
    await client.request('count', text);
    const pid = running();
    const superseded = new AbortController();
    process.kill(pid, 'SIGSTOP');
    const open = client.request('count', text, { signal: superseded.signal });
    await sent();
    superseded.abort();
    await delay(2500);
    process.kill(pid, 'SIGCONT');
    await open.catch((error) => assert.equal(error.code, 'cancelled'));
    assert.equal(client.pid, pid);
  });

  it('kills a process that does not heed a cancel within two seconds, and starts it again', async () => {
    await client.request('count', text);
    const pid = running();
    const cancel = new AbortController();
    process.kill(pid, 'SIGSTOP');
    const open = client.request('count', text, { signal: cancel.signal });
    await sent();
    const asked = performance.now();
    cancel.abort(cancelledByUser);
    await assert.rejects(open, withCode('cancelled'));
    const waited = performance.now() - asked;
    assert.ok(waited >= 1990 && waited < 4000, `${waited} ms`);
    await client.request('count', text);
    assert.notEqual(client.pid, pid);
    assert.deepEqual(crashes, []);
  });

  it('tells which models are loaded, and forgets them with the process', async () => {
    await client.request('openModel', { model: 'tiny' });
    assert.ok(client.loadedModels.has('tiny'));
    process.kill(running(), 'SIGKILL');
    await client.request('count', text).catch((error) => assert.equal(error.code, 'runtimeExited'));
    assert.ok(!client.loadedModels.has('tiny'));
  });

  it('leaves no process behind', async () => {
    await client.request('count', text);
    const pid = running();
    client.dispose();
    await delay(200);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    await assert.rejects(client.request('count', text), withCode('linkClosed'));
  });

  /** A request goes out once the client knows that the process is configured. */
  const sent = () => delay(50);

  function running(): number {
    assert.ok(client.pid);
    return client.pid;
  }
});

function withCode(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof LoupeError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}
