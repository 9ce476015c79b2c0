import type { Weight } from './architecture';

/**
 * Random values of a weight, row by row, the same at each call: uniform around 0 with the standard deviation 1/√inputs that
 * keeps activations at their size (embeddings: 1), or around 1 for norms.
 */
export function randomWeight({ huggingFace, shape, kind }: Weight): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b));
  const deviation = kind === 'norm' ? 0.1 : kind === 'embedding' ? 1 : 1 / Math.sqrt(shape[1]);
  const center = kind === 'norm' ? 1 : 0;
  const scale = (deviation * Math.sqrt(12)) / 2 ** 32;
  const next = xorshift(seedOf(huggingFace));
  for (let i = 0; i < values.length; i++) values[i] = center + (next() - 2 ** 31) * scale;
  return values;
}

/** Marsaglia's xorshift32: whole numbers of 32 bits, fast enough for hundreds of millions. */
export function xorshift(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** FNV-1a of a name. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
