import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dot, fittedScale, softmax } from '../../../src/runtime/measure/scores';
import { close } from './close';

describe('measure: scores', () => {
  it('multiplies vectors', () => {
    close(dot(Float32Array.of(1, 2, 3), Float32Array.of(4, -5, 6)), 12);
  });

  const rows: { name: string; scores: number[]; weights: number[] }[] = [
    { name: 'equal scores', scores: [5, 5], weights: [0.5, 0.5] },
    { name: 'scores far beyond what exp can take', scores: [1e4, 1e4 + Math.log(3)], weights: [0.25, 0.75] },
    { name: 'a score that is ruled out', scores: [0, Number.NEGATIVE_INFINITY], weights: [1, 0] },
  ];
  for (const { name, scores, weights } of rows) {
    it(`makes weights of ${name}`, () => {
      for (const [i, weight] of softmax(scores).entries()) close(weight, weights[i], 1e-9);
    });
  }

  it('finds the scale that weights were made with', () => {
    const products = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 6 });
    const scale = fc.double({ min: 0.05, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(fc.array(products, { minLength: 1, maxLength: 4 }), scale, (all, expected) => {
        fc.pre(all.some((row) => Math.max(...row) - Math.min(...row) > 0.1));
        const scored = all.map((products) => ({
          products,
          weights: softmax(products.map((product) => product * expected)),
        }));
        close(fittedScale(scored), expected, 1e-6);
      }),
    );
  });

  it('has no scale for rows of one weight', () => {
    assert.ok(Number.isNaN(fittedScale([{ products: [2], weights: [1] }])));
  });
});
