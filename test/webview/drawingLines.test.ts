import assert from 'node:assert/strict';
import { attentionLines, type LineWeights, mapWeights, mostLines } from '../../webview/drawing/attentionLines';

const map = mapWeights({ tokens: 3, values: Float32Array.of(1, 0, 0, 0.25, 0.75, 0, 0.01, 0.5, 0.49) });
const told = (
  weights: LineWeights,
  ...rest: Parameters<typeof attentionLines> extends [unknown, ...infer R] ? R : never
) => attentionLines(weights, ...rest).map(({ query, key, weight }) => [query, key, Math.round(weight * 100)]);

describe('lines of attention', () => {
  it('are those of the queries in sight, the strongest last, without the weakest', () => {
    const expected = [
      [1, 0, 25],
      [2, 2, 49],
      [2, 1, 50],
      [1, 1, 75],
    ];
    assert.deepEqual(told(map, null, { first: 1, end: 3 }), expected);
  });

  it('are those of one query or key alone, in sight or not', () => {
    const sight = { first: 0, end: 1 };
    const ofQuery = [
      [2, 2, 49],
      [2, 1, 50],
    ];
    const ofKey = [
      [2, 1, 50],
      [1, 1, 75],
    ];
    assert.deepEqual(told(map, { side: 'query', token: 2 }, sight), ofQuery);
    assert.deepEqual(told(map, { side: 'key', token: 1 }, sight), ofKey);
  });

  it('are those of weights that are there', () => {
    const some: LineWeights = { ...map, row: (query) => (query === 1 ? map.row(query) : null), column: () => null };
    assert.deepEqual(
      told(some, null, { first: 0, end: 3 }).map(([query]) => query),
      [1, 1],
    );
    assert.deepEqual(told(some, { side: 'query', token: 2 }, { first: 0, end: 3 }), []);
    assert.deepEqual(told(some, { side: 'key', token: 1 }, { first: 0, end: 3 }), []);
  });

  it('are the largest of too many', () => {
    const tokens = 40;
    const values = Float32Array.from({ length: tokens * tokens }, (_, cell) => 0.1 + cell / 1e5);
    const lines = attentionLines(mapWeights({ tokens, values }), null, { first: 0, end: tokens });
    assert.equal(lines.length, mostLines);
    assert.deepEqual(lines.at(-1), { query: 39, key: 39, weight: values[1599] });
    assert.ok(
      lines.every(({ query }) => query >= 30),
      'those of the last queries',
    );
  });
});
