import assert from 'node:assert/strict';
import { decimalText, percentText } from '../../../src/protocol/numberText';

describe('a probability as text', () => {
  const texts: [probability: number, text: string][] = [
    [1, '100.0%'],
    [0.99999996, '99.999996%'],
    [0.9996, '99.96%'],
    [0.9994, '99.94%'],
    [0.998, '99.8%'],
    [0.17, '17.0%'],
    [0.0123, '1.2%'],
    [0.0001, '0.010%'],
    [1.12e-6, '0.00011%'],
    [9.6e-7, '9.6 × 10⁻⁵ %'],
    [3e-12, '3.0 × 10⁻¹⁰ %'],
    [0, '0.0%'],
    [Number.NaN, '–'],
  ];
  for (const [probability, text] of texts) {
    it(`${probability}: ${text}`, () => assert.equal(percentText('en', probability), text));
  }
});

describe('a number as text', () => {
  const texts: [value: number | null, text: string][] = [
    [1234.567, '1,234.57'],
    [-2.755, '−2.76'],
    [-0.001, '0.00'],
    [null, '–'],
    [Number.NEGATIVE_INFINITY, '–'],
  ];
  for (const [value, text] of texts) it(`${value}: ${text}`, () => assert.equal(decimalText('en', value), text));
});
