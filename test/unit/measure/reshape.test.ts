import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Cut, reshape } from '../../../src/runtime/measure/reshape';
import { close } from './close';

const all = { temperature: 1, topK: 0, topP: 1 };
/** Logits of the given probabilities. */
const logitsOf = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

describe('measure: reshaping', () => {
  const { none, topK, topP } = Cut;
  const table: [string, Float32Array, Partial<typeof all>, number[], number[]][] = [
    ['leaves all as it is', logitsOf(0.5, 0.3, 0.2), {}, [0.5, 0.3, 0.2], [none, none, none]],
    // p² renormalised: 0.25, 0.09, 0.04 over 0.38
    [
      'sharpens by temperature',
      logitsOf(0.5, 0.3, 0.2),
      { temperature: 0.5 },
      [0.25 / 0.38, 0.09 / 0.38, 0.04 / 0.38],
      [0, 0, 0],
    ],
    ['keeps the k largest', logitsOf(0.2, 0.5, 0.3), { topK: 2 }, [0, 0.625, 0.375], [topK, none, none]],
    [
      'keeps all that equal the k-th, as Hugging Face does',
      logitsOf(0.5, 0.25, 0.25),
      { topK: 2 },
      [0.5, 0.25, 0.25],
      [0, 0, 0],
    ],
    [
      'keeps the smallest set with mass ≥ p',
      logitsOf(0.15, 0.5, 0.35),
      { topP: 0.8 },
      [0, 0.5 / 0.85, 0.35 / 0.85],
      [topP, none, none],
    ],
    ['keeps one token at p = 0', logitsOf(0.2, 0.5, 0.3), { topP: 0 }, [0, 1, 0], [topP, none, topP]],
    [
      'of equal ones keeps the lower ids',
      logitsOf(0.25, 0.25, 0.25, 0.25),
      { topP: 0.4 },
      [0.5, 0.5, 0, 0],
      [0, 0, topP, topP],
    ],
    // After top-k, 0.5 of 0.8 is 0.625 ≥ 0.6: the second is cut by top-p, which 0.5 of 1 would not have done.
    [
      'applies top-p to what top-k has left',
      logitsOf(0.5, 0.3, 0.2),
      { topK: 2, topP: 0.6 },
      [1, 0, 0],
      [none, topP, topK],
    ],
    // At T = 0.5 the first has 0.658 ≥ 0.6.
    [
      'applies top-p after temperature',
      logitsOf(0.5, 0.3, 0.2),
      { temperature: 0.5, topP: 0.6 },
      [1, 0, 0],
      [none, topP, topP],
    ],
    [
      'is greedy at temperature 0, the lower id of equal ones',
      logitsOf(0.2, 0.4, 0.4),
      { temperature: 0, topP: 0.5 },
      [0, 1, 0],
      [0, 0, 0],
    ],
  ];
  for (const [name, logits, sampling, probabilities, cut] of table) {
    it(name, () => {
      const result = reshape(logits, { ...all, ...sampling });
      probabilities.forEach((expected, id) => {
        close(result.probabilities[id], expected);
      });
      assert.deepEqual([...result.cut], cut);
    });
  }

  it('gives a distribution that keeps the order of the logits and is 0 exactly where cut', () => {
    const sampling = fc.record({
      temperature: fc.double({ min: 0.05, max: 5, noNaN: true }),
      topK: fc.nat({ max: 60 }),
      topP: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const logits = fc.float32Array({ minLength: 1, maxLength: 50, noNaN: true, min: -10, max: 10 });
    fc.assert(
      fc.property(logits, sampling, (values, chosen) => {
        const { probabilities, cut } = reshape(values, chosen);
        close(
          probabilities.reduce((a, b) => a + b, 0),
          1,
          1e-9,
        );
        for (let a = 0; a < values.length; a++) {
          if (cut[a] !== none) assert.equal(probabilities[a], 0);
          for (let b = 0; b < values.length; b++) {
            if (values[a] > values[b]) assert.ok(probabilities[a] >= probabilities[b]);
          }
        }
      }),
    );
  });
});
