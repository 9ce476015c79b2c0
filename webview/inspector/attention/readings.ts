import type { AttentionMap } from '../../../src/protocol/runs';

/** One token's share, in a row or a column of a map. */
export interface Weight {
  token: number;
  weight: number;
}

/** What `query` looks at: the largest weights of its row, at most `count`. */
export function rowWeights({ tokens, values }: AttentionMap, query: number, count: number): Weight[] {
  return largest(Array.from(values.subarray(query * tokens, (query + 1) * tokens)), count);
}

/** Who looks at `key`: the largest weights of its column, at most `count`. */
export function columnWeights({ tokens, values }: AttentionMap, key: number, count: number): Weight[] {
  return largest(
    Array.from({ length: tokens }, (_, query) => values[query * tokens + key]),
    count,
  );
}

function largest(weights: number[], count: number): Weight[] {
  return weights
    .map((weight, token) => ({ token, weight }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.token - b.token)
    .slice(0, count);
}
