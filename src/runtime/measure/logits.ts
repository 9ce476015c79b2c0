/**
 * What one row of logits z [vocabulary] says. p = softmax(z), raw: before temperature. Logs are natural; sums run in
 * float64 around the largest logit, so that nothing overflows. Rows with NaN, and rows of −∞ alone, give NaN.
 */

/** log Σ exp z, nats. A token's log-probability is its logit minus this. */
export function logSumExp(logits: Float32Array): number {
  const largest = maximum(logits);
  let sum = 0;
  for (let id = 0; id < logits.length; id++) sum += Math.exp(logits[id] - largest);
  return largest + Math.log(sum);
}

/** 1 + the number of strictly larger logits, so equal logits share a rank. */
export function rankOf(logits: Float32Array, token: number): number {
  const own = logits[token];
  let rank = 1;
  for (let id = 0; id < logits.length; id++) if (logits[id] > own) rank++;
  return rank;
}

export interface TokenMeasure {
  /** ln p(token), nats: z_token − logSumExp(z). Surprisal is its negative. */
  logprob: number;
  /** 1 + number of strictly larger logits. */
  rank: number;
  /** −Σ p ln p over the whole vocabulary, nats. Source: Shannon 1948 */
  entropy: number;
}

/** Log-probability, rank and entropy in one pass over the row; −Σ p ln p is computed as logSumExp(z) − Σ p z. */
export function measureToken(logits: Float32Array, token: number): TokenMeasure {
  const largest = maximum(logits);
  const own = logits[token];
  let sum = 0;
  let weighted = 0;
  let rank = 1;
  for (let id = 0; id < logits.length; id++) {
    const relative = logits[id] - largest;
    const weight = Math.exp(relative);
    sum += weight;
    // The limit of x·eˣ at −∞ is 0, where the product would be NaN.
    if (weight !== 0) weighted += weight * relative;
    if (logits[id] > own) rank++;
  }
  const logSum = Math.log(sum);
  // Rounding can leave a value below 0 where one token has all the mass.
  return { logprob: own - largest - logSum, rank, entropy: Math.max(0, logSum - weighted / sum) };
}

/** −Σ p ln p over the whole vocabulary, nats. */
export function entropyOf(logits: Float32Array): number {
  return measureToken(logits, 0).entropy;
}

function maximum(values: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  return largest;
}
