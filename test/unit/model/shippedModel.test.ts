import assert from 'node:assert/strict';
import path from 'node:path';
import type { LanguageModel } from '../../../src/runtime/model/languageModel';
import { describeModelFolder } from '../../../src/runtime/model/modelFolder';
import { openLanguageModel } from '../../../src/runtime/model/openLanguageModel';
import { assertClose, failsWith, forward } from './tinyModels';

const folder = path.join(__dirname, '..', '..', '..', 'models', 'pocket');
const identity = { id: 'pocket', name: 'Pocket', source: 'shipped' } as const;
const ids = Array.from({ length: 300 }, (_, i) => (i * 37) % 6144);

describe('model: the shipped one', () => {
  let model: LanguageModel;
  const durations: number[] = [];
  before(async () => {
    model = await openLanguageModel(folder, identity, { threads: 0, onChunk: (ms) => durations.push(ms) });
  });
  after(() => model.dispose());

  it('is described by its files', async () => {
    const description = await describeModelFolder(folder, identity);
    const { bytes, parameters, memory, ...facts } = description;
    assert.deepEqual(facts, {
      ...identity,
      folder,
      architecture: 'LlamaForCausalLM',
      variant: 'fp32',
      variants: [{ name: 'fp32', bytes }],
      // Keys and values of 4 heads of 32, in 6 layers, 4 bytes each.
      cachePerToken: 2 * 4 * 32 * 6 * 4,
      layers: 6,
      heads: 8,
      keyHeads: 4,
      vocabularySize: 6144,
      context: 1024,
      chat: true,
      thinking: true,
    });
    assert.ok(bytes > 12e6 && bytes < 13e6);
    // As its card says; its files are in half precision, of which single is made.
    assert.equal((parameters / 1e6).toFixed(1), '6.0');
    assert.ok(memory > 2 * bytes && memory < 2.6 * bytes);
    assert.deepEqual(model.description, description);
  });

  it('has no start token and two end tokens', () => {
    assert.equal(model.startToken, null);
    assert.deepEqual(model.endTokens, [3, 0]);
  });

  it('reads long input in chunks, with attention to all before', async () => {
    durations.length = 0;
    const chunks = await forward(model, ids, model.createCache(), { logits: 'last', attention: true });
    assert.deepEqual(
      chunks.map(({ first, rows, logits, attention }) => [first, rows, logits.length, attention?.map((a) => a.length)]),
      [
        [0, 128, 0, new Array(6).fill(8 * 128 * 128)],
        [128, 128, 0, new Array(6).fill(8 * 128 * 256)],
        [256, 44, 6144, new Array(6).fill(8 * 44 * 300)],
      ],
    );
    assert.ok(durations.length === 3 && durations.every((ms) => ms > 0));
  });

  it('gives the attention of the layers and rows that are asked for, and no other', async () => {
    const everything = await forward(model, ids, model.createCache(), { logits: 'none', attention: true });
    const cache = model.createCache();
    const read = (part: number[]) =>
      forward(model, part, cache, { logits: 'none', attention: { layers: [4, 1], from: 150 } });
    const chunks = [...(await read(ids.slice(0, 100))), ...(await read(ids.slice(100)))];
    const shapes = chunks.map(({ first, rows, attention }) => [first, rows, attention?.length]);
    assert.deepEqual(shapes, [
      [0, 100, undefined],
      [100, 50, undefined],
      [150, 128, 2],
      [278, 22, 2],
    ]);
    const row = (position: number, all: typeof chunks, place: number) => {
      const chunk = all.find(({ first, rows }) => position >= first && position < first + rows) ?? assert.fail();
      const start = (position - chunk.first) * (chunk.first + chunk.rows);
      return chunk.attention?.[place].subarray(start, start + position + 1) ?? [];
    };
    for (const position of [150, 277, 278, 299]) {
      for (const [place, layer] of [4, 1].entries())
        assertClose(row(position, chunks, place), row(position, everything, layer), 1e-5);
    }
  });

  it('gives the same logits with and without attention', async () => {
    const [plain] = await forward(model, ids.slice(0, 40), model.createCache(), { logits: 'all' });
    const [captured] = await forward(model, ids.slice(0, 40), model.createCache(), { logits: 'all', attention: true });
    assert.deepEqual(captured.logits, plain.logits);
  });

  it('takes a cancel between chunks, and goes on from there', async () => {
    const controller = new AbortController();
    const cache = model.createCache();
    const { signal } = controller;
    const cancelled = () =>
      model.forward(ids, cache, {
        logits: 'none',
        signal,
        // A message that arrives while the chunk runs, as one from the parent process does.
        onChunk: () => setImmediate(() => controller.abort()),
      });
    await failsWith('cancelled', /Cancelled/, cancelled);
    assert.ok(cache.length === 128 || cache.length === 256, String(cache.length));
    const [whole] = (await forward(model, ids, model.createCache(), { logits: 'last' })).slice(-1);
    const [rest] = (await forward(model, ids.slice(cache.length), cache, { logits: 'last' })).slice(-1);
    assertClose(rest.logits, whole.logits, 1e-4);
  });

  it('runs nothing when it is cancelled already', async () => {
    const cache = model.createCache();
    await failsWith('cancelled', /Cancelled/, () =>
      model.forward(ids, cache, { logits: 'none', signal: AbortSignal.abort() }),
    );
    assert.equal(cache.length, 0);
  });

  it('counts the memory of its cache', async () => {
    const cache = model.createCache();
    await model.forward(ids.slice(0, 100), cache, { logits: 'none' });
    // Definitions: 2 × layers × kv heads × head size × tokens × bytes, and the ids; there is room for 256 tokens.
    assert.equal(cache.bytes, 2 * 6 * 4 * 32 * 256 * 4 + 8 * 100);
  });
});
