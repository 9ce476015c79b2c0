/** Scaled dot-product attention, taken apart. Source: Vaswani et al. 2017 (1706.03762) */

/** a · b */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** softmax; −∞ gives 0. */
export function softmax(scores: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(scores);
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = values.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** One row: products of a query with the keys, and the weights that they have. */
export interface ScoredRow {
  products: ArrayLike<number>;
  weights: ArrayLike<number>;
}

/** Weights below say more about rounding than about scores. */
const leastWeight = 1e-5;

/**
 * The scale that makes weights = softmax(scale × products), by least squares over all rows; NaN where no row has two weights. In
 * each row ln weight is scale × product plus a constant, so only differences within a row tell.
 */
export function fittedScale(rows: readonly ScoredRow[]): number {
  let along = 0;
  let square = 0;
  for (const { products, weights } of rows) {
    const keys = Array.from(weights, (_, key) => key).filter((key) => weights[key] > leastWeight);
    const mean = (of: (key: number) => number) => keys.reduce((sum, key) => sum + of(key), 0) / keys.length;
    const [product, log] = [mean((key) => products[key]), mean((key) => Math.log(weights[key]))];
    for (const key of keys) {
      along += (products[key] - product) * (Math.log(weights[key]) - log);
      square += (products[key] - product) ** 2;
    }
  }
  return along / square;
}
