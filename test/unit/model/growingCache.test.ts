import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PastTensor } from '../../../src/runtime/model/graphSignature';
import { GrowingCache } from '../../../src/runtime/model/growingCache';

/** Keys [1, 2, tokens, 3] and values [1, tokens, 2], so that the tokens' axis stands in different places. */
const past: PastTensor[] = [
  { input: 'k', output: 'pk', type: 'float32', dims: [1, 2, 0, 3], sequenceAxis: 2 },
  { input: 'v', output: 'pv', type: 'float16', dims: [1, 0, 2], sequenceAxis: 1 },
];

/** What a graph gives for tokens: numbers that tell token, head and place. */
function rowsOf(ids: readonly number[]) {
  const keys = [0, 1].flatMap((head) => ids.flatMap((id) => [0, 1, 2].map((place) => 100 * id + 10 * head + place)));
  const values = ids.flatMap((id) => [2 * id, 2 * id + 1]);
  return [
    { data: Float32Array.from(keys), dims: [1, 2, ids.length, 3] },
    { data: Uint16Array.from(values), dims: [1, ids.length, 2] },
  ];
}

describe('model: a cache that grows', () => {
  const tokens = fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 150 });
  const step = fc.oneof(
    fc.record({ do: fc.constant('append' as const), cache: fc.nat(), ids: tokens }),
    fc.record({
      do: fc.constant('truncate' as const),
      cache: fc.nat(),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ do: fc.constant('fork' as const), cache: fc.nat() }),
  );

  it('holds in each of its forks what was appended there, whatever the others do', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const caches = [{ cache: new GrowingCache(past), ids: [] as number[] }];
        for (const one of steps) {
          const chosen = caches[one.cache % caches.length];
          if (one.do === 'append') {
            chosen.cache.append(one.ids, rowsOf(one.ids));
            chosen.ids = [...chosen.ids, ...one.ids];
          } else if (one.do === 'truncate') {
            const length = Math.floor(one.share * chosen.ids.length);
            chosen.cache.truncate(length);
            chosen.ids = chosen.ids.slice(0, length);
          } else caches.push({ cache: chosen.cache.fork(), ids: chosen.ids });
        }
        for (const { cache, ids } of caches) {
          assert.deepEqual([...cache.tokens], ids);
          if (ids.length === 0) continue;
          assert.deepEqual(cache.kept(true), { length: ids.length, capacity: ids.length, tensors: rowsOf(ids) });
          assert.deepEqual(cache.tensor(1), rowsOf(ids)[1]);
        }
      }),
    );
  });

  it('has room behind its tokens, so that most runs copy nothing', () => {
    const cache = new GrowingCache(past);
    cache.append([1, 2], rowsOf([1, 2]));
    const { length, capacity, tensors } = cache.kept(false);
    assert.deepEqual(
      [length, capacity, tensors.map(({ dims }) => dims)],
      [
        2,
        256,
        [
          [1, 2, 256, 3],
          [1, 256, 2],
        ],
      ],
    );
    cache.append([3], rowsOf([3]));
    assert.equal(cache.kept(false).tensors[0].data, tensors[0].data);
    cache.append(new Array(254).fill(4), rowsOf(new Array(254).fill(4)));
    assert.equal(cache.kept(false).capacity, 512);
  });
});
