/** Multiplies rows of causal maps, in one piece or another. */
export interface CausalProduct {
  /** Rows of such maps that take some ten milliseconds. */
  rowsAtOnce(tokens: number): number;

  /**
   * [rows, T]
   *
   * @param weights [rows, end] the rows before `end` of a causal map
   * @param map [end, T] the first rows of another one
   */
  multiply(weights: Float32Array, map: Float32Array, tokens: number): Float32Array | Promise<Float32Array>;
}

/** By plain arithmetic, summed in float64. */
export const plainProduct: CausalProduct = {
  rowsAtOnce: (tokens) => Math.max(1, Math.floor(1e7 / tokens ** 2)),
  multiply(weights, map, tokens) {
    const end = map.length / tokens;
    const rows = weights.length / end;
    const product = new Float32Array(rows * tokens);
    const sums = new Float64Array(tokens);
    for (let row = 0; row < rows; row++) {
      sums.fill(0);
      const query = end - rows + row;
      for (let via = 0; via <= query; via++) {
        const weight = weights[row * end + via];
        if (weight === 0) continue;
        for (let key = 0; key <= via; key++) sums[key] += weight * map[via * tokens + key];
      }
      product.set(sums, row * tokens);
    }
    return product;
  },
};

/** [T, T] What rollout begins with: R⁰ = I. */
export function identity(tokens: number): Float32Array {
  const map = new Float32Array(tokens * tokens);
  for (let i = 0; i < tokens; i++) map[i * tokens + i] = 1;
  return map;
}

/**
 * [rows, T] Some rows of attention rollout: Rˡ = Âˡ Rˡ⁻¹ with Â = ½A + ½I, which counts half of each layer's way as staying in
 * place. Rows go on summing to 1.
 * Source: Abnar & Zuidema 2020 (2005.00928)
 *
 * @param attention [rows, end] the rows before `end` of A, causal: the mean over this layer's heads
 * @param before [T, T] Rˡ⁻¹
 */
export async function rolledRows(
  attention: Float32Array,
  before: Float32Array,
  end: number,
  product: CausalProduct,
): Promise<Float32Array> {
  const tokens = Math.sqrt(before.length);
  const first = end - attention.length / end;
  const rows = await product.multiply(attention, before.subarray(0, end * tokens), tokens);
  const stayed = before.subarray(first * tokens, end * tokens);
  for (let cell = 0; cell < rows.length; cell++) rows[cell] = (rows[cell] + stayed[cell]) / 2;
  return rows;
}
