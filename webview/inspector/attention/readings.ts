import type { AttentionMap } from '../../../src/protocol/runs';

/** One token's share, in a row or a column of a map. */
export interface Weight {
  token: number;
  weight: number;
}

/** What `query` looks at: the largest weights of its row, at most `count`. */
export function rowWeights(map: AttentionMap, query: number, count: number): Weight[] {
  return largestWeights(rowOf(map, query), count);
}

/** Who looks at `key`: the largest weights of its column, at most `count`. */
export function columnWeights(map: AttentionMap, key: number, count: number): Weight[] {
  return largestWeights(columnOf(map, key), count);
}

/** [T] what `query` pays: a view. */
export function rowOf({ tokens, values }: AttentionMap, query: number): Float32Array {
  return values.subarray(query * tokens, (query + 1) * tokens);
}

/** [T] what `key` gets. */
export function columnOf({ tokens, values }: AttentionMap, key: number): Float32Array {
  return Float32Array.from({ length: tokens }, (_, query) => values[query * tokens + key]);
}

/** The largest first, at most `count`, none of 0. */
export function largestWeights(weights: Float32Array, count: number): Weight[] {
  return Array.from(weights, (weight, token) => ({ token, weight }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.token - b.token)
    .slice(0, count);
}
