let table: Float32Array | undefined;

/** float16 bit patterns as numbers. Source: IEEE 754 binary16 */
export function halfToFloat32(bits: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65_536 }, (_, pattern) => decodeHalf(pattern));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i]];
  return values;
}

/** The nearest float16 bit patterns, ties to even; beyond the range infinity. */
export function float32ToHalf(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length);
  const view = new DataView(new ArrayBuffer(4));
  for (let i = 0; i < values.length; i++) {
    view.setFloat32(0, values[i]);
    bits[i] = encodeHalf(values[i], view.getUint32(0) >>> 31);
  }
  return bits;
}

function encodeHalf(value: number, sign: number): number {
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65_520) return (sign << 15) | 0x7c00;
  // Below the normal range the spacing stays that of its lowest exponent.
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 2 ** -14)));
  const steps = roundToEven(size / 2 ** (exponent - 10));
  // A normal number's 1024 steps of the leading one and a carry both add up to the exponent's bits.
  return (sign << 15) + ((exponent + 14) << 10) + steps;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function decodeHalf(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
