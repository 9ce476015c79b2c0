import assert from 'node:assert/strict';
import { perplexity, readingTotals } from '../../../src/runtime/measure/totals';
import { close } from './close';

describe('measure: totals', () => {
  it('sums the surprisal of the tokens that have a predecessor', () => {
    // 1 + 2 + 3 bits over 3 tokens and 4 bytes.
    const logprobs = Float32Array.of(Number.NaN, -Math.LN2, -2 * Math.LN2, -3 * Math.LN2);
    const totals = readingTotals(logprobs, 4);
    assert.equal(totals.tokens, 4);
    assert.equal(totals.scored, 3);
    close(totals.surprisal, 6 * Math.LN2);
    close(totals.perplexity ?? 0, 4);
    close(totals.bitsPerByte ?? 0, 1.5);
  });

  for (const [name, logprobs] of [
    ['one token', Float32Array.of(Number.NaN)],
    ['no token', new Float32Array(0)],
  ] as const) {
    it(`scores nothing of ${name}`, () => {
      const { scored, surprisal, perplexity, bitsPerByte } = readingTotals(logprobs, 0);
      assert.deepEqual(
        { scored, surprisal, perplexity, bitsPerByte },
        { scored: 0, surprisal: 0, perplexity: null, bitsPerByte: null },
      );
    });
  }

  it('gives no bits per byte for text without bytes', () => {
    assert.equal(readingTotals(Float32Array.of(Number.NaN, -1), 0).bitsPerByte, null);
  });

  for (const [title, probabilities, expected] of [
    ['is 1 when every token was certain', [1, 1], 1],
    ['is k when every token was one of k equally likely ones', [0.25, 0.25, 0.25], 4],
    ['is the geometric mean of the inverse probabilities', [0.5, 0.125], 4],
  ] as const) {
    it(`perplexity ${title}`, () => close(perplexity(probabilities.map(Math.log)) ?? 0, expected));
  }

  it('gives no perplexity of nothing', () => {
    assert.equal(perplexity([]), null);
  });
});
