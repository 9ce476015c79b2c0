import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entropyOf, logSumExp, measureToken, rankOf } from '../../../src/runtime/measure/logits';
import { topK } from '../../../src/runtime/measure/topK';
import { close } from './close';

const row = (...values: number[]) => Float32Array.from(values);
const logits = fc.float32Array({ minLength: 1, maxLength: 300, noNaN: true, min: -60, max: 60 });

describe('measure: logits', () => {
  // p = (1/2, 1/4, 1/8, 1/8): H = 7/4 ln 2.
  const halves = row(Math.log(4), Math.log(2), 0, 0);
  const { LN2 } = Math;
  const table: [string, Float32Array, number, { logprob: number; rank: number; entropy: number }][] = [
    ['the best of four', halves, 0, { logprob: -LN2, rank: 1, entropy: 1.75 * LN2 }],
    ['the second', halves, 1, { logprob: -2 * LN2, rank: 2, entropy: 1.75 * LN2 }],
    ['one of two equal last ones', halves, 3, { logprob: -3 * LN2, rank: 3, entropy: 1.75 * LN2 }],
    ['all equal', row(5, 5, 5, 5), 2, { logprob: -2 * LN2, rank: 1, entropy: 2 * LN2 }],
    ['far beyond what exp can take', row(1e4, 1e4, -1e4), 1, { logprob: -LN2, rank: 1, entropy: LN2 }],
    ['a forbidden token beside', row(0, Number.NEGATIVE_INFINITY), 0, { logprob: 0, rank: 1, entropy: 0 }],
    ['one token', row(3), 0, { logprob: 0, rank: 1, entropy: 0 }],
  ];
  for (const [name, values, token, expected] of table) {
    it(`gives log-probability, rank and entropy of ${name}`, () => {
      const { logprob, rank, entropy } = measureToken(values, token);
      close(logprob, expected.logprob);
      close(entropy, expected.entropy);
      assert.equal(rank, expected.rank);
      assert.equal(rankOf(values, token), expected.rank);
      close(values[token] - logSumExp(values), expected.logprob);
      close(entropyOf(values), expected.entropy);
    });
  }

  it('gives NaN for a row that is no distribution', () => {
    assert.ok(Number.isNaN(measureToken(row(0, Number.NaN), 0).logprob));
    assert.ok(Number.isNaN(measureToken(row(Number.NEGATIVE_INFINITY), 0).entropy));
  });

  it('gives probabilities that sum to 1, whatever is added to all logits', () => {
    fc.assert(
      fc.property(logits, (values) => {
        const total = values.reduce((sum, value) => sum + Math.exp(value - logSumExp(values)), 0);
        close(total, 1, 1e-9);
        // Halves keep float32 exact enough for the shift itself not to matter.
        close(
          measureToken(
            values.map((value) => value + 0.5),
            0,
          ).entropy,
          entropyOf(values),
          1e-4,
        );
      }),
    );
  });

  it('keeps entropy between 0 and ln V', () => {
    fc.assert(
      fc.property(logits, (values) => {
        const entropy = entropyOf(values);
        assert.ok(entropy >= 0 && entropy <= Math.log(values.length) + 1e-9);
      }),
    );
  });
});

describe('measure: top k', () => {
  it('puts the lower id first of equal logits, and NaN nowhere', () => {
    assert.deepEqual([...topK(row(1, 3, Number.NaN, 3, 2, 3), 4)], [1, 3, 5, 4]);
  });

  it('gives all when asked for more, and none when asked for none', () => {
    assert.deepEqual([...topK(row(1, 2), 9)], [1, 0]);
    assert.deepEqual([...topK(row(1, 2), 0)], []);
  });

  it('equals a full sort', () => {
    // Few distinct values make ties likely.
    const tied = fc
      .array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 })
      .map((values) => Float32Array.from(values));
    fc.assert(
      fc.property(fc.oneof(tied, logits), fc.nat({ max: 250 }), (values, count) => {
        const sorted = [...values.keys()].sort((a, b) => values[b] - values[a] || a - b);
        assert.deepEqual([...topK(values, count)], sorted.slice(0, count));
      }),
    );
  });
});
