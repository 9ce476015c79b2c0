/**
 * What a norm divides by, but for its epsilon: the root mean square of the values (RMSNorm), or of what is left of them without
 * their mean (LayerNorm).
 */
export function spread(values: Float32Array, centred: boolean): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = centred ? sum / values.length : 0;
  // Rounding can leave a value below 0 where all are alike.
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}
