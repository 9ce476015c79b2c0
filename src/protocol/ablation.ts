import type { TokenText } from './tokens';

/** A head of a layer, or all that its attention or its feed-forward adds to the residual stream. */
export type AblatedPart = { head: number } | 'attention' | 'feedForward';

export interface AblationParams {
  runId: string;
  /** After which token the distributions are. */
  position: number;
  layer: number;
  part: AblatedPart;
  /**
   * What takes the place of the part's output, at every position up to that one: 0 (zero ablation), or its mean over all positions
   * of the run, the first one and appended ones included (mean ablation).
   */
  kind: 'zero' | 'mean';
  /** Best tokens to give, of before and of after. */
  count: number;
}

/** The next-token distribution at one position, as the model gives it and with a part of it ablated. Raw: before temperature. */
export interface Ablation {
  /** Positions that the mean is over; null for zero ablation. */
  meanOver: number | null;
  /** D(before ‖ after) = Σ p ln(p / q) over the whole vocabulary, nats. Source: Kullback & Leibler 1951 */
  divergence: number;
  /** Nats. */
  entropy: BeforeAfter;
  /** The best of either, by their larger probability. */
  rows: AblationRow[];
  /** All tokens without a row. */
  rest: { count: number; probability: BeforeAfter };
}

export interface BeforeAfter {
  before: number;
  after: number;
}

export interface AblationRow extends TokenText {
  logprob: BeforeAfter;
  rank: BeforeAfter;
}
