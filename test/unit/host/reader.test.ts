import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Reader } from '../../../src/host/inspection/reader';
import { RuntimeClient } from '../../../src/host/runtime/runtimeClient';
import { forkRuntime } from '../../../src/host/runtime/runtimeProcess';
import type { Reading } from '../../../src/protocol/runs';

const tinyModel = join(__dirname, '../../fixtures/model/tiny-gpt2');
const question = { model: 'tiny', text: 'one two three', special: 'text', topK: 1, beyondContext: 'refuse' } as const;

describe('the reader, with the real process', function () {
  this.timeout(30_000);
  let client: RuntimeClient;
  let reader: Reader;
  let reading: Reading;
  /** Who waits for the next reading. */
  let next: { resolve(reading: Reading): void; reject(error: unknown): void };

  beforeEach(async () => {
    client = new RuntimeClient({
      start: () => forkRuntime(join(__dirname, 'runtimeFromSource.cjs'), (_, line) => console.error(line)),
      configuration: () => ({
        models: [{ id: 'tiny', name: 'tiny', folder: tinyModel, source: 'folder' }],
        memoryBudgetBytes: 1e8,
        threads: 1,
      }),
      log: () => {},
    });
    reading = await new Promise((resolve, reject) => {
      next = { resolve, reject };
      reader = new Reader(client, {
        phase: () => {},
        done: (read) => next.resolve(read),
        failed: (error) => next.reject(error),
      });
      client.onDidRestart(() => void reader.restore());
      reader.read(question);
    });
  });

  afterEach(() => client.dispose());

  const slice = () => reader.ask('attentionHead', { runId: reading.runId, layer: 0, head: 0, dropSink: false });
  const token = (tokenId: number) => reader.append({ runId: reading.runId, choice: { tokenId } });
  const endProcess = () => process.kill(client.pid ?? assert.fail(), 'SIGKILL');

  it('answers for a slice whose process ended meanwhile, from the run read again', async () => {
    const before = await slice();
    const pid = client.pid;
    const open = slice();
    endProcess();
    assert.deepEqual(await open, before);
    assert.notEqual(client.pid, pid);
  });

  it('appends a token once, whatever the process had done of it', async () => {
    await token(1);
    const open = token(2);
    endProcess();
    await open;
    assert.deepEqual(
      reader.appended.map(({ id }) => id),
      [1, 2],
    );
    const sampling = { temperature: 1, topK: 0, topP: 1 };
    const { length } = await reader.ask('distribution', { runId: reading.runId, sampling, count: 1 });
    assert.equal(length, reading.tokens.ids.length + 2);
  });

  const read = (text: string): Promise<void> => {
    const done = new Promise<void>((resolve, reject) => {
      next = { resolve: () => resolve(), reject };
    });
    reader.read({ ...question, text });
    return done;
  };

  it('keeps a run besides later ones, over the end of the process, until it is let go', async () => {
    const first = await slice();
    reader.keep();
    await read('four five');
    await read('six');
    assert.deepEqual(await slice(), first);
    endProcess();
    assert.deepEqual(await slice(), first);
    reader.letGo();
    await assert.rejects(slice(), { code: 'runGone' });
  });

  it('frees a kept run when another is kept, but not the one that is shown', async () => {
    reader.keep();
    const first = await slice();
    reader.keep();
    reader.letGo();
    assert.deepEqual(await slice(), first, 'it is still shown');
    reader.keep();
    await read('four five');
    reader.keep();
    await assert.rejects(slice(), { code: 'runGone' });
  });

  it('frees a run that nobody keeps', async () => {
    await read('four five');
    await assert.rejects(slice(), { code: 'runGone' });
  });

  it('fails when the process does not come back', async () => {
    const open = slice();
    endProcess();
    client.onDidRestart(() => endProcess());
    await assert.rejects(open, { code: 'runtimeFailed' });
  });
});
