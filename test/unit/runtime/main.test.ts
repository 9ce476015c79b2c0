import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { createRuntimeService } from '../../../src/runtime/service';
import { type ForkedRuntime, forkRuntime } from './forkedRuntime';
import { callIn, greedy, pocketConfiguration, readParams } from './pocket';

describe('runtime process', function () {
  this.timeout(60_000);
  let runtime: ForkedRuntime;

  beforeEach(async () => {
    runtime = await forkRuntime();
  });

  afterEach(async () => {
    runtime.child.kill('SIGKILL');
    await runtime.exited;
  });

  it('reads as the same code does in-process: typed arrays survive the channel', async () => {
    const service = createRuntimeService({ configuration: pocketConfiguration });
    const params = readParams('The quick brown fox jumps over the lazy dog. 敏捷的棕色狐狸');
    const here = await callIn(service)('read', params);
    const there = await runtime.connection.request('read', params);
    assert.deepEqual(there, here);
    assert.ok(there.logprobs instanceof Float32Array && there.tokens.ids instanceof Int32Array);
    const slice = { runId: 'run', layer: 1, head: 2, dropSink: false } as const;
    assert.deepEqual(
      await runtime.connection.request('attentionHead', slice),
      await callIn(service)('attentionHead', slice),
    );
    service.dispose();
  });

  it('cancels a generation between tokens', async () => {
    const controller = new AbortController();
    let tokens = 0;
    const request = runtime.connection.request(
      'generate',
      {
        model: 'pocket',
        text: 'Once upon a time',
        chat: false,
        thinking: false,
        special: 'text',
        sampling: { ...greedy, temperature: 1 },
        seed: 1,
        maxTokens: 500,
      },
      {
        signal: controller.signal,
        onProgress: () => {
          if (++tokens === 3) controller.abort();
        },
      },
    );
    await assert.rejects(request, { code: 'cancelled' });
    assert.ok(tokens >= 3 && tokens < 400, `${tokens} tokens came`);
    // It serves on.
    const { id } = await runtime.connection.request('describeModel', { model: 'pocket' });
    assert.equal(id, 'pocket');
  });

  it('tells its parent how long each chunk took, whatever it is run for', async () => {
    const prompt = {
      model: 'pocket',
      text: 'word '.repeat(200),
      thinking: false,
      sampling: greedy,
      seed: 1,
      maxTokens: 3,
    };
    await runtime.connection.request('generate', { ...prompt, chat: false, special: 'text' });
    // The prompt in chunks of 128 tokens, and each new token but the last.
    assert.ok(runtime.chunks.length >= 4, String(runtime.chunks));
    const generated = runtime.chunks.length;
    await runtime.connection.request('trace', { ...prompt, source: 'question', samples: 1 });
    assert.ok(runtime.chunks.length >= generated + 4);
    assert.ok(runtime.chunks.every((ms) => ms > 0));
  });

  it('answers expected failures by their code', async () => {
    await assert.rejects(runtime.connection.request('openModel', { model: 'no-such-model' }), {
      code: 'modelMissing',
      args: ['no-such-model'],
    });
    assert.deepEqual(runtime.logged, []);
  });

  it('exits when its parent disconnects', async () => {
    runtime.child.disconnect();
    assert.equal(await runtime.exited, 0);
  });

  it('tells its parent of an uncaught error and exits', async () => {
    runtime.child.send(null as unknown as object);
    assert.equal(await runtime.exited, 1);
    assert.equal(runtime.logged.length, 1);
    assert.equal(runtime.logged[0].level, 'error');
    assert.match(runtime.logged[0].text, /TypeError.*rpc\.ts/s);
  });
});

describe('orphaned runtime process', function () {
  this.timeout(60_000);

  it('exits when its parent is killed', async () => {
    const parent = spawn(process.execPath, ['--import=tsx', path.join(__dirname, 'orphan.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await once(parent.stdout, 'data');
    assert.match(String(output), /counted [1-9]/);
    parent.kill('SIGKILL');
    // Closed when nobody holds the pipe any more, the runtime included.
    await once(parent, 'close');
  });
});

describe('ONNX Runtime', function () {
  this.timeout(60_000);

  it('is loaded when a model is first needed, not to count tokens', async () => {
    const script = path.join(__dirname, 'nativeLibraries.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', script]);
    assert.deepEqual(JSON.parse(stdout), { afterCount: false, afterOpen: true });
  });
});
