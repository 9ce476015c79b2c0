/**
 * One layer of attention rollout, in place: R ← Â R with Â = ½A + ½I, which counts half of each layer's way as staying in place.
 * Begun with the identity, the first layer gives Â¹ and the last the rollout. Rows go on summing to 1.
 * Source: Abnar & Zuidema 2020 (2005.00928)
 *
 * @param rollout [T, T] R of the layers before
 * @param attention [T, T] A, causal: the mean over this layer's heads
 * @param rows queries end − 1 … first: the parts of one layer have to be taken from its last row to its first
 */
export function rollLayer(
  rollout: Float32Array,
  attention: Float32Array,
  tokens: number,
  { first, end } = { first: 0, end: tokens },
): void {
  const sums = new Float64Array(tokens);
  // From the last query on: a causal row needs only itself and those above it, which are still of the layer before.
  for (let query = end - 1; query >= first; query--) {
    const start = query * tokens;
    for (let key = 0; key <= query; key++) sums[key] = rollout[start + key];
    for (let via = 0; via <= query; via++) {
      const weight = attention[start + via];
      if (weight === 0) continue;
      const row = via * tokens;
      for (let key = 0; key <= via; key++) sums[key] += weight * rollout[row + key];
    }
    for (let key = 0; key <= query; key++) rollout[start + key] = sums[key] / 2;
  }
}

/** [T, T] What rollout begins with. */
export function identity(tokens: number): Float32Array {
  const map = new Float32Array(tokens * tokens);
  for (let i = 0; i < tokens; i++) map[i * tokens + i] = 1;
  return map;
}
