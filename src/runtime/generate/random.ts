const mask = (1n << 64n) - 1n;
const golden = 0x9e3779b97f4a7c15n;

/** The output function of SplitMix64 (Steele, Lea and Flood 2014). */
function mix(value: bigint): bigint {
  let z = value & mask;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
  return z ^ (z >> 31n);
}

/**
 * A uniform number in [0, 1) that depends on the seed and the position alone, so that a token sampled at a position is
 * the same whether it is reached by stepping, by stepping back and again, or by a whole generation.
 *
 * @param seed an integer
 * @param position tokens before the sampled one
 */
export function uniformAt(seed: number, position: number): number {
  const start = mix(BigInt(seed) + golden);
  const bits = mix(start + BigInt(position + 1) * golden);
  return Number(bits >> 11n) / 2 ** 53;
}
