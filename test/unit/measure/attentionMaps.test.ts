import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maxMap, meanMap } from '../../../src/runtime/measure/attentionMaps';
import { close } from './close';
import { maxPool, withoutSink } from './wholeMaps';

/** Causal maps [T, T] whose rows sum to 1, with T. */
const causalMaps = fc.integer({ min: 1, max: 20 }).chain((tokens) =>
  fc
    .array(fc.integer({ min: 1, max: 100 }), { minLength: tokens * tokens, maxLength: tokens * tokens })
    .map((weights) => {
      const map = new Float32Array(tokens * tokens);
      for (let query = 0; query < tokens; query++) {
        const row = weights.slice(query * tokens, query * tokens + query + 1);
        const sum = row.reduce((a, b) => a + b, 0);
        map.set(
          row.map((weight) => weight / sum),
          query * tokens,
        );
      }
      return { tokens, map };
    }),
);

describe('measure: attention maps', () => {
  it('pools by the maximum of unequal cells', () => {
    // Positions 0 | 1 2 in both directions.
    const map = Float32Array.from([9, 0, 0, 1, 2, 0, 3, 4, 5]);
    assert.deepEqual([...maxPool(map, 3, 2)], [9, 0, 3, 5]);
    assert.deepEqual([...maxPool(map, 3, 1)], [9]);
  });

  it('leaves a map alone that is small enough', () => {
    const map = Float32Array.from([1, 0, 0.5, 0.5]);
    const pooled = maxPool(map, 2, 8);
    assert.deepEqual(pooled, map);
    assert.notEqual(pooled.buffer, map.buffer);
  });

  it('loses no weight that is the largest, and puts none above the diagonal', () => {
    fc.assert(
      fc.property(causalMaps, fc.integer({ min: 1, max: 20 }), ({ tokens, map }, size) => {
        const pooled = maxPool(map, tokens, size);
        const side = Math.min(size, tokens);
        assert.equal(pooled.length, side * side);
        assert.equal(Math.max(...pooled), Math.max(...map));
        for (let query = 0; query < side; query++) {
          for (let key = query + 1; key < side; key++) assert.equal(pooled[query * side + key], 0);
        }
      }),
    );
  });

  it('averages element by element', () => {
    assert.deepEqual([...meanMap([Float32Array.of(1, 0), Float32Array.of(0, 0.5)])], [0.5, 0.25]);
  });

  it('takes the largest of each element, of copies', () => {
    const maps = [Float32Array.of(1, 0.25), Float32Array.of(0, 0.5)];
    assert.deepEqual([...maxMap(maps)], [1, 0.5]);
    assert.deepEqual([...maps[0]], [1, 0.25]);
  });

  it('takes the first key out and renormalises', () => {
    const map = Float32Array.from([1, 0, 0, 0.5, 0.5, 0, 0.5, 0.25, 0.25]);
    assert.deepEqual([...withoutSink(map, 3)], [0, 0, 0, 0, 1, 0, 0, 0.5, 0.5]);
  });

  it('keeps rows summing to 1 without the sink, but for those that had nothing else', () => {
    fc.assert(
      fc.property(causalMaps, ({ tokens, map }) => {
        const reduced = withoutSink(map, tokens);
        for (let query = 0; query < tokens; query++) {
          const sum = reduced.subarray(query * tokens, (query + 1) * tokens).reduce((a, b) => a + b, 0);
          close(sum, query === 0 ? 0 : 1, 1e-5);
        }
      }),
    );
  });
});
