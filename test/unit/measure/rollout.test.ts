import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identity, rollLayer } from '../../../src/runtime/measure/rollout';
import { close } from './close';
import { denseRollout } from './denseRollout';

/** Some layers of causal maps [T, T] whose rows sum to 1, and where to cut their rows in parts. */
const layersOfMaps = fc.integer({ min: 1, max: 9 }).chain((tokens) =>
  fc.record({
    tokens: fc.constant(tokens),
    cut: fc.integer({ min: 0, max: tokens }),
    maps: fc.array(
      fc
        .array(fc.integer({ min: 1, max: 50 }), { minLength: tokens * tokens, maxLength: tokens * tokens })
        .map((weights) =>
          Float32Array.from(weights, (weight, cell) => {
            const [query, key] = [Math.floor(cell / tokens), cell % tokens];
            const row = weights.slice(query * tokens, query * tokens + query + 1);
            return key > query ? 0 : weight / row.reduce((a, b) => a + b, 0);
          }),
        ),
      { minLength: 1, maxLength: 4 },
    ),
  }),
);

describe('measure: attention rollout', () => {
  it('is Â for one layer, half of which stays in place', () => {
    const map = identity(2);
    rollLayer(map, Float32Array.of(1, 0, 0.5, 0.5), 2);
    assert.deepEqual([...map], [1, 0, 0.25, 0.75]);
  });

  it('is the product of all Â, the last layer’s first, in one go or by parts; its rows sum to 1', () => {
    fc.assert(
      fc.property(layersOfMaps, ({ tokens, cut, maps }) => {
        const map = identity(tokens);
        for (const attention of maps) {
          rollLayer(map, attention, tokens, { first: cut, end: tokens });
          rollLayer(map, attention, tokens, { first: 0, end: cut });
        }
        const expected = denseRollout(maps, tokens);
        for (let cell = 0; cell < map.length; cell++) close(map[cell], expected[cell], 1e-5);
        for (let query = 0; query < tokens; query++) {
          close(
            map.subarray(query * tokens, (query + 1) * tokens).reduce((a, b) => a + b, 0),
            1,
            1e-5,
          );
        }
      }),
    );
  });
});
