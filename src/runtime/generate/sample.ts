import type { Sampling } from '../../protocol/runs';
import { reshape } from '../measure/reshape';

/**
 * Draws a token from the reshaped distribution by inversion: the first id at which the cumulative probability exceeds `uniform`.
 *
 * @param logits [vocabulary]
 * @param uniform in [0, 1)
 */
export function sample(logits: Float32Array, sampling: Sampling, uniform: number): number {
  const { probabilities } = reshape(logits, sampling);
  let cumulative = 0;
  let last = 0;
  for (let id = 0; id < probabilities.length; id++) {
    if (probabilities[id] === 0) continue;
    cumulative += probabilities[id];
    last = id;
    if (cumulative > uniform) return id;
  }
  return last; // The sum may round to slightly less than 1.
}
