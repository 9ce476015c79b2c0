import assert from 'node:assert/strict';
import { float32ToHalf, halfToFloat32 } from '../../../src/runtime/measure/halfFloat';

describe('model: float16', () => {
  it('is read and written without loss, every number there is', () => {
    const numbers = Uint16Array.from({ length: 65_536 }, (_, pattern) => pattern).filter(
      (pattern) => !Number.isNaN(halfToFloat32(Uint16Array.of(pattern))[0]),
    );
    assert.equal(numbers.length, 65_536 - 2 * 1023);
    assert.deepEqual(float32ToHalf(halfToFloat32(numbers)), numbers);
  });

  const rows: [what: string, value: number, nearest: number][] = [
    ['a number between two goes to the nearer', 1 + 0.4 / 1024, 1],
    ['half way goes to the even one', 1 + 0.5 / 1024, 1],
    ['half way goes to the even one, above', 1 + 1.5 / 1024, 1 + 2 / 1024],
    ['rounding carries over to the next power', 2047.8, 2048],
    ['below the normal range', 3.2 * 2 ** -24, 3 * 2 ** -24],
    ['below the least one', 0.4 * 2 ** -24, 0],
    ['the largest one', 65_519, 65_504],
    ['beyond it', -65_520, Number.NEGATIVE_INFINITY],
    ['infinity', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ];
  for (const [what, value, nearest] of rows)
    it(what, () => assert.equal(halfToFloat32(float32ToHalf(Float32Array.of(value)))[0], nearest));

  it('keeps what is no number', () => {
    assert.ok(Number.isNaN(halfToFloat32(float32ToHalf(Float32Array.of(Number.NaN)))[0]));
  });
});
