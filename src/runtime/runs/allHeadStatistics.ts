import type { HeadStatistics } from '../../protocol/runs';
import { headStatistics } from '../measure/headStatistics';
import { headScores } from '../measure/heads';
import type { AttentionMaps } from './attentionMaps';

/**
 * Scores of all heads, layer by layer.
 *
 * @param ids [T] the tokens that were read
 * @param look is shown each map, so that none is made twice
 */
export function allHeadStatistics(
  captured: AttentionMaps,
  ids: ArrayLike<number>,
  look: (map: Float32Array) => void = () => {},
): HeadStatistics {
  const scores = Array.from({ length: captured.layers * captured.heads }, (_, index) => {
    const map = captured.map(Math.floor(index / captured.heads), index % captured.heads);
    look(map);
    return headScores(map, ids);
  });
  return headStatistics(scores);
}
