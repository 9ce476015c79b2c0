import assert from 'node:assert/strict';
import { perplexity } from '../../../src/host/compare/perplexity';

describe('perplexity', () => {
  const rows: [string, number[], number | null][] = [
    ['is undefined for an empty output', [], null],
    ['is 1 when every token was certain', [0, 0], 1],
    ['is k when every token was one of k equally likely ones', [0.25, 0.25, 0.25].map(Math.log), 4],
    ['is the geometric mean of the inverse probabilities', [0.5, 0.125].map(Math.log), 4],
  ];
  for (const [title, logprobs, expected] of rows) {
    it(title, () => {
      const found = perplexity(logprobs);
      if (expected === null) assert.equal(found, null);
      else assert.ok(found !== null && Math.abs(found - expected) < 1e-12, `${found} is not ${expected}`);
    });
  }
});
