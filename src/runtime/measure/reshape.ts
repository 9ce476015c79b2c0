import type { Sampling } from '../../protocol/runs';
import { topK as largestIds } from './topK';

/** What became of a token; 0 is kept. */
export const Cut = { none: 0, topK: 1, topP: 2 } as const;

export interface Reshaped {
  /** [vocabulary] final probabilities, summing to 1; 0 where cut. */
  probabilities: Float64Array;
  /** [vocabulary] which rule cut the token: values of `Cut`. */
  cut: Uint8Array;
}

/**
 * Temperature, then top-k, then top-p, in the order in which Hugging Face's `generate` applies them.
 * - temperature T: softmax(z / T); 0 is greedy: all mass on the largest logit (the lowest id of equal ones), nothing counted as cut
 * - top-k: keeps the k largest, and all that equal the k-th; 0 keeps all
 * - top-p: of what is left, renormalised, keeps the smallest set with mass ≥ p, one token at least; of equal ones lower
 *   ids first; 1 keeps all
 * Source: Holtzman et al. 2020 (1904.09751); transformers, generation/logits_process.py
 *
 * @param logits [vocabulary]
 */
export function reshape(logits: Float32Array, { temperature, topK, topP }: Sampling): Reshaped {
  const cut = new Uint8Array(logits.length);
  if (temperature === 0) {
    const greedy = new Float64Array(logits.length);
    if (logits.length > 0) greedy[indexOfLargest(logits)] = 1;
    return { probabilities: greedy, cut };
  }
  if (topK > 0 && topK < logits.length) {
    const threshold = logits[largestIds(logits, topK)[topK - 1]];
    for (let id = 0; id < logits.length; id++) if (logits[id] < threshold) cut[id] = Cut.topK;
  }
  const probabilities = softmax(logits, temperature, cut);
  if (topP < 1) {
    cutTail(logits, probabilities, topP, cut);
    return { probabilities: softmax(logits, temperature, cut), cut };
  }
  return { probabilities, cut };
}

/** softmax(z / T) over what is not cut. */
function softmax(logits: Float32Array, temperature: number, cut: Uint8Array): Float64Array {
  const probabilities = new Float64Array(logits.length);
  const largest = logits[indexOfLargest(logits)];
  let sum = 0;
  for (let id = 0; id < logits.length; id++) {
    if (cut[id] !== Cut.none) continue;
    probabilities[id] = Math.exp((logits[id] - largest) / temperature);
    sum += probabilities[id];
  }
  for (let id = 0; id < logits.length; id++) probabilities[id] /= sum;
  return probabilities;
}

/** Marks all behind the smallest set of the largest probabilities that has mass ≥ p; goes by logits, which round less. */
function cutTail(logits: Float32Array, probabilities: Float64Array, topP: number, cut: Uint8Array): void {
  // Tokens below this together have less than 1 − p, so the set is among the others: few, where all would be sorted.
  const bound = (1 - topP) / logits.length;
  const candidates = new Uint32Array(logits.length);
  let count = 0;
  for (let id = 0; id < logits.length; id++) {
    if (cut[id] !== Cut.none) continue;
    if (probabilities[id] >= bound) candidates[count++] = id;
    cut[id] = Cut.topP;
  }
  const descending = candidates.subarray(0, count).sort((a, b) => logits[b] - logits[a] || a - b);
  let mass = 0;
  for (let kept = 0; kept < count && (kept === 0 || mass < topP); kept++) {
    mass += probabilities[descending[kept]];
    cut[descending[kept]] = Cut.none;
  }
}

function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
