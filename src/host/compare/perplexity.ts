/**
 * Perplexity of a generated output: exp(−mean ln p) over its tokens, the standard definition.
 *
 * @param logprobs natural log-probabilities of the tokens under the raw distributions (before temperature)
 * @returns null for an empty output, which has no mean
 */
export function perplexity(logprobs: readonly number[]): number | null {
  if (logprobs.length === 0) return null;
  return Math.exp(-logprobs.reduce((sum, logprob) => sum + logprob, 0) / logprobs.length);
}
