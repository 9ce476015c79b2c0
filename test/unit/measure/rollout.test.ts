import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identity, plainProduct, rolledRows } from '../../../src/runtime/measure/rollout';
import { nativeProduct } from '../../../src/runtime/model/nativeProduct';
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

/** [rows, end] the rows of a map [T, T]. */
const rowsOf = (map: Float32Array, tokens: number, first: number, end: number) =>
  Float32Array.from({ length: (end - first) * end }, (_, i) => map[(first + Math.floor(i / end)) * tokens + (i % end)]);

for (const [name, product] of Object.entries({ plainProduct, nativeProduct })) {
  describe(`measure: attention rollout, by ${name}`, () => {
    it('is Â for one layer, half of which stays in place', async () =>
      assert.deepEqual(
        [...(await rolledRows(Float32Array.of(1, 0, 0.5, 0.5), identity(2), 2, product))],
        [1, 0, 0.25, 0.75],
      ));

    it('is the product of all Â, the last layer’s first, in one go or by parts; its rows sum to 1', () =>
      fc.assert(
        fc.asyncProperty(layersOfMaps, async ({ tokens, cut, maps }) => {
          let map: Float32Array = identity(tokens);
          for (const attention of maps) {
            const parts = [
              [0, cut],
              [cut, tokens],
            ].filter(([first, end]) => end > first);
            const rolled = parts.map(([first, end]) =>
              rolledRows(rowsOf(attention, tokens, first, end), map, end, product),
            );
            map = Float32Array.from((await Promise.all(rolled)).flatMap((rows) => [...rows]));
          }
          const expected = denseRollout(maps, tokens);
          assert.equal(map.length, expected.length);
          for (let cell = 0; cell < map.length; cell++) close(map[cell], expected[cell], 1e-5);
          for (let query = 0; query < tokens; query++) {
            const row = map.subarray(query * tokens, (query + 1) * tokens);
            close(
              row.reduce((a, b) => a + b, 0),
              1,
              1e-5,
            );
          }
        }),
      ));
  });
}
