import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pairedCell, pairedDifference, tokenPairs } from '../../webview/inspector/attention/tokenPairs';

describe('tokens that two texts have in common', () => {
  it('are paired in order', () => {
    assert.deepEqual(tokenPairs(Int32Array.of(1, 2, 3, 4), Int32Array.of(9, 1, 3, 4, 8)), [
      { shown: 0, kept: 1 },
      { shown: 2, kept: 2 },
      { shown: 3, kept: 3 },
    ]);
    assert.deepEqual(tokenPairs(Int32Array.of(1), Int32Array.of(2)), []);
  });

  it('are as many as the longest common sequence has, each the same token, positions rising', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(ids, ids, (shown, kept) => {
        const pairs = tokenPairs(Int32Array.from(shown), Int32Array.from(kept)) ?? assert.fail();
        for (const [i, pair] of pairs.entries()) {
          assert.equal(shown[pair.shown], kept[pair.kept]);
          if (i > 0) assert.ok(pair.shown > pairs[i - 1].shown && pair.kept > pairs[i - 1].kept);
        }
        assert.equal(pairs.length, longestCommon(shown, kept));
      }),
    );
  });

  it('are given up where the texts differ in too much', () => {
    const ids = (first: number) => Int32Array.from({ length: 3000 }, (_, i) => first + i);
    assert.equal(tokenPairs(ids(0), ids(10_000)), null);
  });

  it('find a cell of the one text in the other, where both have its tokens', () => {
    const pairs = [
      { shown: 0, kept: 1 },
      { shown: 2, kept: 2 },
    ];
    assert.deepEqual(pairedCell(pairs, { query: 2, key: 0 }, 'shown'), { query: 2, key: 1 });
    assert.deepEqual(pairedCell(pairs, { query: 2, key: 1 }, 'kept'), { query: 2, key: 0 });
    assert.equal(pairedCell(pairs, { query: 2, key: 1 }, 'shown'), null);
    assert.equal(pairedCell(pairs, null, 'shown'), null);
  });

  it('have differences of their weights', () => {
    const shown = { tokens: 2, values: Float32Array.of(1, 0, 0.75, 0.25) };
    const kept = { tokens: 3, values: Float32Array.of(1, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5) };
    const pairs = [
      { shown: 0, kept: 1 },
      { shown: 1, kept: 2 },
    ];
    const { tokens, values } = pairedDifference(shown, kept, pairs);
    assert.equal(tokens, 2);
    assert.deepEqual([...values], [0.5, 0, 0.25, -0.25]);
  });
});

/** Length of the longest common subsequence, by the table. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i][j] = a[i - 1] === b[j - 1] ? table[i - 1][j - 1] + 1 : Math.max(table[i - 1][j], table[i][j - 1]);
    }
  }
  return table[a.length][b.length];
}
