import assert from 'node:assert/strict';
import { uniformAt } from '../../../src/runtime/generate/random';
import { sample } from '../../../src/runtime/generate/sample';

describe('uniformAt', () => {
  it('is the same for the same seed and position, and another for others', () => {
    const seen = new Set<number>();
    for (const seed of [-1, 0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      for (let position = 0; position < 100; position++) {
        const value = uniformAt(seed, position);
        assert.equal(uniformAt(seed, position), value);
        assert.ok(value >= 0 && value < 1);
        seen.add(value);
      }
    }
    assert.equal(seen.size, 500);
  });

  it('is uniform over positions and over seeds', () => {
    for (const at of [(i: number) => uniformAt(3, i), (i: number) => uniformAt(i, 3)]) {
      const buckets = new Array(10).fill(0);
      for (let i = 0; i < 10_000; i++) buckets[Math.floor(at(i) * 10)]++;
      // Chi-squared with 9 degrees of freedom is below 33.7 with probability 0.9999.
      const chiSquared = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
      assert.ok(chiSquared < 33.7, `${chiSquared}`);
    }
  });
});

describe('sample', () => {
  // Probabilities 1/2, 1/8, 1/4, 1/8 at temperature 1.
  const logits = Float32Array.from([4, 1, 2, 1], Math.log);
  const rows: { sampling: [temperature: number, topK: number, topP: number]; uniform: number; token: number }[] = [
    { sampling: [1, 0, 1], uniform: 0, token: 0 },
    { sampling: [1, 0, 1], uniform: 0.49, token: 0 },
    { sampling: [1, 0, 1], uniform: 0.51, token: 1 },
    { sampling: [1, 0, 1], uniform: 0.63, token: 2 },
    { sampling: [1, 0, 1], uniform: 0.88, token: 3 },
    { sampling: [1, 0, 1], uniform: 1 - 2 ** -53, token: 3 },
    { sampling: [1, 2, 1], uniform: 0.66, token: 0 },
    { sampling: [1, 2, 1], uniform: 0.67, token: 2 },
    { sampling: [1, 0, 0.7], uniform: 0.999, token: 2 },
    { sampling: [0, 0, 1], uniform: 0.999, token: 0 },
  ];
  for (const { sampling, uniform, token } of rows) {
    const [temperature, topK, topP] = sampling;
    it(`draws ${token} for ${uniform} at temperature ${temperature}, top-k ${topK}, top-p ${topP}`, () => {
      assert.equal(sample(logits, { temperature, topK, topP }, uniform), token);
    });
  }
});
