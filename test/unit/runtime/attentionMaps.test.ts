import assert from 'node:assert/strict';
import type { ForwardOptions, KvCache, LanguageModel } from '../../../src/runtime/model/languageModel';
import { AttentionMaps } from '../../../src/runtime/runs/attentionMaps';
import { AttentionRows, HeldRows } from '../../../src/runtime/runs/heldRows';

const logits = new Float32Array(0);
/** [2 heads, rows, keys] a layer */
const chunk = (first: number, rows: number, ...attention: number[][]) => ({
  first,
  rows,
  logits,
  attention: attention.map((values) => Float32Array.from(values)),
});

/** A cache of which the length is all there is. */
class Counter implements KvCache {
  readonly bytes = 0;
  constructor(public length: number) {}
  truncate(length: number): void {
    this.length = length;
  }
  fork(): Counter {
    return new Counter(this.length);
  }
}

/** Maps of a model whose weights tell where they are: layer · 1000 + head · 100 + query · 10 + key. */
function mapsOf(layers: number, heads: number, ids: number[], budgetBytes = Number.POSITIVE_INFINITY) {
  const passes: number[][] = [];
  const forward = async (part: number[], cache: Counter, { attention, onChunk }: ForwardOptions) => {
    if (typeof attention !== 'object') throw new Error('Layers are named');
    const first = cache.length;
    const keys = first + part.length;
    passes.push([first, keys, ...attention.layers]);
    const weights = attention.layers.map((layer) =>
      Array.from({ length: heads * part.length * keys }, (_, i) => {
        const [row, key] = [Math.floor(i / keys), i % keys];
        const [head, query] = [Math.floor(row / part.length), first + (row % part.length)];
        return key > query ? 0 : layer * 1000 + head * 100 + query * 10 + key;
      }),
    );
    cache.length = keys;
    onChunk?.(chunk(first, part.length, ...weights));
  };
  const model = { layers, heads, capabilities: { cache: 'newRows' }, forward };
  return {
    maps: new AttentionMaps(model as unknown as LanguageModel, ids, new Counter(ids.length), budgetBytes),
    passes,
  };
}

/** [T, T], query by key. */
async function joined(maps: AttentionMaps, layer: number, head: number): Promise<Float32Array> {
  const { tokens } = maps;
  const map = new Float32Array(tokens * tokens);
  for await (const band of maps.bands([layer], [head], { first: 0, end: tokens })) {
    for (let query = band.first; query < band.end; query++) map.set(band.row(layer, head, query), query * tokens);
  }
  return map;
}

describe('maps of attention', () => {
  it('are joined of what each pass gave, with nothing for keys after it', async () => {
    const { maps, passes } = mapsOf(1, 2, [1, 2, 3]);
    maps.add(chunk(0, 2, [1, 0, 4, 5, 2, 0, 6, 7]));
    maps.add(chunk(2, 1, [8, 9, 10, 11, 12, 13]));
    assert.deepEqual([...(await joined(maps, 0, 0))], [1, 0, 0, 4, 5, 0, 8, 9, 10]);
    assert.deepEqual([...(await joined(maps, 0, 1))], [2, 0, 0, 6, 7, 0, 11, 12, 13]);
    assert.equal(maps.bytes, 4 * (8 + 6));
    assert.deepEqual(passes, []);
  });

  it('do not come of a pass that lacks a layer', () => {
    const { maps } = mapsOf(2, 1, [1]);
    assert.throws(() => maps.add(chunk(0, 1, [1])), /all layers/);
    maps.add({ first: 0, rows: 1, logits });
    assert.equal(maps.bytes, 0);
  });

  it('are computed where a row is not there, of the layers that lack it', async () => {
    const { maps, passes } = mapsOf(2, 2, [1, 2, 3, 4]);
    maps.add(chunk(0, 2, [1, 0, 4, 5, 2, 0, 6, 7], [1, 0, 4, 5, 2, 0, 6, 7]));
    assert.deepEqual(
      [...(await joined(maps, 1, 1))],
      [2, 0, 0, 0, 6, 7, 0, 0, 1120, 1121, 1122, 0, 1130, 1131, 1132, 1133],
    );
    assert.deepEqual(passes, [[2, 4, 1]]);
    await joined(maps, 1, 0);
    assert.equal(passes.length, 1);
    await joined(maps, 0, 0);
    assert.deepEqual(passes[1], [2, 4, 0]);
  });

  it('forget tokens that were taken back, also what was being computed of them', async () => {
    const ids = [1, 2, 3];
    const { maps, passes } = mapsOf(1, 1, ids);
    const rows = maps.bands([0], [0], { first: 2, end: 3 });
    const pending = rows.next();
    ids.pop();
    maps.truncate(2);
    await pending;
    ids.push(7);
    await joined(maps, 0, 0);
    assert.deepEqual(passes, [
      [2, 3, 0],
      [0, 3, 0],
    ]);
    maps.truncate(0);
    assert.equal(maps.bytes, 0);
  });

  it('keep the layer or else the head that was looked at last, within the budget', async () => {
    const map = 4 * 3 * 3;
    const ids = [1, 2, 3];
    const layer = mapsOf(2, 2, ids, 2 * map);
    const passesFor = async ({ maps, passes }: ReturnType<typeof mapsOf>, one: number, other: number) => {
      const before = passes.length;
      await joined(maps, one, other);
      assert.ok(maps.bytes <= (maps === layer.maps ? 2 : 1) * map);
      return passes.length - before;
    };
    // A row a pass: no more fits a quarter of the budget.
    assert.equal(await passesFor(layer, 0, 0), 3);
    assert.equal(await passesFor(layer, 0, 1), 0);
    assert.equal(await passesFor(layer, 1, 0), 3);
    assert.equal(await passesFor(layer, 0, 0), 3);
    const head = mapsOf(2, 2, ids, map);
    assert.equal(await passesFor(head, 0, 0), 3);
    assert.equal(await passesFor(head, 0, 0), 0);
    assert.equal(await passesFor(head, 0, 1), 3);
    assert.equal(await passesFor(head, 0, 0), 3);
  });
});

describe('held rows', () => {
  it('lose what was not looked at for longest', () => {
    const rows = (first: number) => new AttentionRows(first, 1, { count: 1 }, new Float32Array(first + 1));
    let limit = 4 * 4;
    const held = new HeldRows(() => limit);
    held.add(rows(0), 0);
    held.add(rows(0), 1);
    held.add(rows(0), 2);
    assert.ok(held.find(0, 0, 0));
    held.add(rows(1), 2);
    assert.equal(held.bytes, 16);
    held.add(rows(1), 0);
    assert.deepEqual(
      [held.find(0, 0, 1) !== undefined, held.find(1, 0, 0), held.find(2, 0, 0)],
      [true, undefined, undefined],
    );
    assert.equal(held.bytes, 12);
    limit = 4;
    held.add(rows(0), 3);
    assert.deepEqual([held.bytes, held.find(0, 0, 1)], [4, undefined]);
  });
});
