import { logSumExp } from './logits';

/**
 * D(p ‖ q) = Σ p ln(p / q), nats, of p = softmax(before) and q = softmax(after): what is lost where q stands for p. 0 where both are
 * the same, infinite where q rules out what p does not. Source: Kullback & Leibler 1951
 *
 * @param before [vocabulary] logits
 * @param after [vocabulary] logits
 */
export function divergence(before: Float32Array, after: Float32Array): number {
  const [sumBefore, sumAfter] = [logSumExp(before), logSumExp(after)];
  let sum = 0;
  for (let id = 0; id < before.length; id++) {
    const logprob = before[id] - sumBefore;
    const probability = Math.exp(logprob);
    // The limit of p ln p at 0 is 0, where the product would be NaN.
    if (probability !== 0) sum += probability * (logprob - (after[id] - sumAfter));
  }
  // Rounding can leave a value below 0 where both are the same.
  return Math.max(0, sum);
}
