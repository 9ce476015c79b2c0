import { MaxPool, rowWithoutSink } from '../../../src/runtime/measure/attentionMaps';
import { HeadScorer, type HeadScores } from '../../../src/runtime/measure/heads';

const rowsOf = (map: Float32Array, tokens: number) =>
  Array.from({ length: tokens }, (_, query) => map.subarray(query * tokens, (query + 1) * tokens));

/** What `MaxPool` makes of a map [T, T]. */
export function maxPool(map: Float32Array, tokens: number, size: number): Float32Array {
  const pool = new MaxPool(tokens, size);
  for (const [query, row] of rowsOf(map, tokens).entries()) pool.add(query, row);
  return pool.values;
}

/** What `rowWithoutSink` makes of each row of a map [T, T]. */
export function withoutSink(map: Float32Array, tokens: number): Float32Array {
  return Float32Array.from(rowsOf(map, tokens).flatMap((row) => [...rowWithoutSink(row)]));
}

/** What `HeadScorer` makes of a map [T, T]. */
export function headScores(map: Float32Array, ids: readonly number[]): HeadScores {
  const scorer = new HeadScorer(ids);
  for (const [query, row] of rowsOf(map, ids.length).entries()) scorer.add(query, row);
  return scorer.scores;
}
