/** Numbers that share one scale. */
export const blockSize = 32;

export type Bits = 4 | 8;

/** Whole numbers times the scale of their block, which is a number of half precision. */
export interface Quantised {
  bits: Bits;
  /** From -8 to 7 or from -127 to 127. */
  integers: Int8Array;
  /** The scales' bits as half precision, one for each block. */
  halfScales: Uint16Array;
}

/**
 * Rounds values to 4 or 8 bit in the way of llama.cpp's Q4_0 and Q8_0: in 4 bit, the value of largest magnitude becomes -8. Both those
 * formats and com.microsoft's MatMulNBits hold the result exactly.
 */
export function quantise(values: Float32Array, bits: Bits): Quantised {
  const integers = new Int8Array(values.length);
  const halfScales = new Uint16Array(values.length / blockSize);
  const [least, most] = bits === 4 ? [-8, 7] : [-127, 127];
  for (let block = 0; block < halfScales.length; block++) {
    const start = block * blockSize;
    let extreme = 0;
    for (let i = start; i < start + blockSize; i++) {
      if (Math.abs(values[i]) > Math.abs(extreme)) extreme = values[i];
    }
    halfScales[block] = toHalf(bits === 4 ? extreme / least : Math.abs(extreme) / most);
    const scale = fromHalf(halfScales[block]);
    if (scale === 0) continue;
    for (let i = start; i < start + blockSize; i++) {
      integers[i] = Math.max(least, Math.min(most, Math.round(values[i] / scale)));
    }
  }
  return { bits, integers, halfScales };
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** Bits of the half nearest to a number of usual size; 0 for what is smaller than a half's normal numbers. */
function toHalf(value: number): number {
  float[0] = value;
  const sign = (word[0] >>> 16) & 0x8000;
  // Half of the last place is added before the rest is cut off.
  const rounded = (word[0] & 0x7fffffff) + 0x1000;
  const exponent = (rounded >>> 23) - 112;
  if (exponent <= 0) return sign;
  if (exponent >= 31) throw new RangeError(`${value} is too large for half precision.`);
  return sign | (exponent << 10) | ((rounded >>> 13) & 0x3ff);
}

/** The number that `toHalf` gave the bits of. */
export function fromHalf(bits: number): number {
  const exponent = (bits >>> 10) & 31;
  if (exponent === 0) return 0;
  return (bits & 0x8000 ? -1 : 1) * 2 ** (exponent - 15) * (1 + (bits & 0x3ff) / 1024);
}
