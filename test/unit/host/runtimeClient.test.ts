import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cancelledByUser, RuntimeClient, type RuntimeState } from '../../../src/host/runtime/runtimeClient';
import { forkRuntime } from '../../../src/host/runtime/runtimeProcess';
import { Emitter } from '../../../src/protocol/disposable';
import { LoupeError } from '../../../src/protocol/errors';
import { Connection, memoryLinkPair } from '../../../src/protocol/rpc';
import type { RuntimeApi, RuntimeConfiguration, RuntimeParentApi } from '../../../src/protocol/runtimeApi';

const tinyModel = join(__dirname, '../../fixtures/model/tiny-gpt2');
const text = { text: 'one two three', tokenizer: { kind: 'model', model: 'tiny' }, special: 'text' } as const;

describe('the runtime client, with the real process', function () {
  this.timeout(30_000);
  let client: RuntimeClient;
  let states: RuntimeState[];
  let crashes: string[];
  let models: RuntimeConfiguration['models'];

  beforeEach(() => {
    models = [{ id: 'tiny', name: 'tiny', folder: tinyModel, source: 'folder' }];
    client = new RuntimeClient({
      start: () => forkRuntime(join(__dirname, 'runtimeFromSource.cjs'), (_, line) => console.error(line)),
      configuration: () => ({ models, memoryBudgetBytes: 1e8, threads: 1 }),
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
    const other = client.request('count', text);
    await sent();
    const asked = performance.now();
    cancel.abort(cancelledByUser);
    await assert.rejects(open, withCode('cancelled'));
    await assert.rejects(other, { code: 'runtimeExited', args: ['ended to cancel another request'] });
    const waited = performance.now() - asked;
    assert.ok(waited >= 1990, `${waited} ms`);
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

  it('forgets that a model is loaded that is taken from the list', async () => {
    await client.request('openModel', { model: 'tiny' });
    client.configure();
    await client.request('count', text);
    assert.ok(client.loadedModels.has('tiny'));
    models = [];
    client.configure();
    await assert.rejects(client.request('count', text), withCode('modelMissing'));
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

describe('the runtime client, with a process that heeds nothing', function () {
  this.timeout(10_000);

  it('waits twice as long as the last chunk took before it kills, whatever the chunk was run for', async () => {
    const [link, otherEnd] = memoryLinkPair();
    const runtime = new Connection<Pick<RuntimeApi, 'configure' | 'generate'>, RuntimeParentApi>(otherEnd, {
      configure: () => ({ loaded: [] }),
      generate: () => new Promise(() => {}),
    });
    const killed = new Emitter<void>();
    const client = new RuntimeClient({
      start: () => ({ pid: undefined, link, onExit: new Emitter<string>().on, kill: () => killed.fire() }),
      configuration: () => ({ models: [], memoryBudgetBytes: 0, threads: 1 }),
      log: () => {},
    });
    const cancel = new AbortController();
    const sampling = { temperature: 0, topK: 0, topP: 1 };
    const prompt = {
      model: 'any',
      chat: false,
      thinking: false,
      special: 'text',
      sampling,
      seed: 1,
      maxTokens: 1,
    } as const;
    const open = client.request('generate', { ...prompt, text: 'long' }, { signal: cancel.signal });
    await delay(20);
    await runtime.request('chunkDone', { ms: 1300 });
    const asked = performance.now();
    const end = new Promise<number>((resolve) => killed.on(() => resolve(performance.now() - asked)));
    cancel.abort(cancelledByUser);
    await assert.rejects(open, withCode('cancelled'));
    const waited = await end;
    assert.ok(waited >= 2590, `${waited} ms`);
    client.dispose();
  });
});

function withCode(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof LoupeError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}
