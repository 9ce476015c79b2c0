import type { ReadingTotals } from '../../protocol/runs';

/**
 * Totals of a teacher-forced reading.
 * Surprisal = −Σ ln p, nats; perplexity = exp(surprisal / scored); bits per byte = surprisal / ln 2 / `scoredBytes`,
 * where `scoredBytes` are the UTF-8 bytes of the scored tokens' text. Perplexity is null where nothing was scored, and bits
 * per byte also where the scored text is empty.
 *
 * @param logprobs [T] nats; NaN at 0, which has no predecessor
 */
export function readingTotals(logprobs: Float32Array, scoredBytes: number): ReadingTotals {
  const scored = Math.max(0, logprobs.length - 1);
  let surprisal = 0;
  for (let i = 1; i < logprobs.length; i++) surprisal -= logprobs[i];
  return {
    tokens: logprobs.length,
    scored,
    surprisal,
    perplexity: perplexity(logprobs.subarray(1)),
    bitsPerByte: scored > 0 && scoredBytes > 0 ? surprisal / Math.LN2 / scoredBytes : null,
  };
}

/** exp(−mean ln p); null for no tokens. `logprobs`: nats. */
export function perplexity(logprobs: ArrayLike<number>): number | null {
  if (logprobs.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < logprobs.length; i++) sum += logprobs[i];
  return Math.exp(-sum / logprobs.length);
}
