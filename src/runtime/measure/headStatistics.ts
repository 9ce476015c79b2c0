import type { HeadStatistics } from '../../protocol/runs';
import { headScores } from './heads';

/**
 * Scores of all heads, each array [layers × heads]; definitions in `heads.ts`.
 *
 * @param layers per layer [heads, T, T], query by key
 * @param ids [T] token ids
 */
export function headStatistics(layers: readonly Float32Array[], heads: number, ids: ArrayLike<number>): HeadStatistics {
  const count = layers.length * heads;
  const statistics: HeadStatistics = {
    previousToken: new Float32Array(count),
    duplicateToken: new Float32Array(count),
    induction: new Float32Array(count),
    sink: new Float32Array(count),
    entropy: new Float32Array(count),
    distance: new Float32Array(count),
  };
  const area = ids.length * ids.length;
  for (let index = 0; index < count; index++) {
    const head = index % heads;
    const map = layers[(index - head) / heads].subarray(head * area, (head + 1) * area);
    const scores = headScores(map, ids);
    for (const name of Object.keys(statistics) as (keyof HeadStatistics)[]) statistics[name][index] = scores[name];
  }
  return statistics;
}
