import type { AttentionMap } from '../../../src/protocol/runs';
import { madeOnce } from '../../ui/madeOnce';

/** One token's share, in a row or a column of a map. */
export interface Weight {
  token: number;
  weight: number;
}

/** What a token pays and what it gets. */
export interface TokenWeights {
  token: number;
  /** [T] what it looks at */
  row: Float32Array;
  /** [T] who looks at it */
  column: Float32Array;
}

/** Of a map. */
export const weightsOf = madeOnce(
  ({ tokens, values }: AttentionMap, token: number): TokenWeights => ({
    token,
    row: values.subarray(token * tokens, (token + 1) * tokens),
    column: Float32Array.from({ length: tokens }, (_, query) => values[query * tokens + token]),
  }),
);

/** The largest first, at most `count`, none of 0. */
export function largestWeights(weights: Float32Array, count: number): Weight[] {
  return Array.from(weights, (weight, token) => ({ token, weight }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.token - b.token)
    .slice(0, count);
}
