/** Pictures of attention maps. A map is [T, T] weights, query by key. */

/**
 * The map reduced to min(size, T) cells a side, each the maximum of its weights, so that a single strong weight stays
 * visible at any scale. Cell i covers positions ⌊iT/size⌋ to ⌊(i+1)T/size⌋ − 1.
 *
 * @returns [min(size, T), min(size, T)]
 */
export function maxPool(map: Float32Array, tokens: number, size: number): Float32Array {
  if (tokens <= size) return map.slice();
  const cell = new Int32Array(tokens);
  for (let i = 0; i < size; i++) cell.fill(i, Math.floor((i * tokens) / size), Math.floor(((i + 1) * tokens) / size));
  const pooled = new Float32Array(size * size);
  for (let query = 0; query < tokens; query++) {
    const row = cell[query] * size;
    for (let key = 0; key < tokens; key++) {
      const target = row + cell[key];
      const weight = map[query * tokens + key];
      if (weight > pooled[target]) pooled[target] = weight;
    }
  }
  return pooled;
}

/** Element-wise mean, summed in float64; the rows of the mean of row-stochastic maps sum to 1. At least one map, equally long. */
export function meanMap(maps: Iterable<Float32Array>): Float32Array {
  let sums: Float64Array | undefined;
  let count = 0;
  for (const map of maps) {
    sums ??= new Float64Array(map.length);
    for (let i = 0; i < sums.length; i++) sums[i] += map[i];
    count++;
  }
  if (!sums) throw new Error('A mean of no maps was asked for');
  return Float32Array.from(sums, (sum) => sum / count);
}

/** Element-wise maximum. Rows of it sum to more than 1 where maps differ. At least one map, equally long. */
export function maxMap(maps: Iterable<Float32Array>): Float32Array {
  let largest: Float32Array | undefined;
  for (const map of maps) {
    largest ??= map.slice();
    for (let i = 0; i < map.length; i++) if (map[i] > largest[i]) largest[i] = map[i];
  }
  if (!largest) throw new Error('A maximum of no maps was asked for');
  return largest;
}

/**
 * The map without its sink: the first key is taken out and each row divided by what is left of it. A row with nothing
 * left, as the first one of a causal map, becomes 0.
 */
export function withoutSink(map: Float32Array, tokens: number): Float32Array {
  const result = new Float32Array(map.length);
  for (let query = 0; query < tokens; query++) {
    const start = query * tokens;
    let rest = 0;
    for (let key = 1; key < tokens; key++) rest += map[start + key];
    if (rest <= 0) continue;
    for (let key = 1; key < tokens; key++) result[start + key] = map[start + key] / rest;
  }
  return result;
}
