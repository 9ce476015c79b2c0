import type { Distribution, DistributionParams, DistributionRow } from '../../protocol/runs';
import type { TokenText } from '../../protocol/tokens';
import { entropyOf, logSumExp, rankOf } from './logits';
import { Cut, reshape } from './reshape';
import { topK } from './topK';

const cutNames = { [Cut.none]: null, [Cut.topK]: 'topK', [Cut.topP]: 'topP' } as const;

/**
 * The best rows of a distribution, the rest as one, and the tokens of a text that is looked for.
 *
 * @param logits [vocabulary] raw
 * @param tokenText what a token says; asked only for rows
 * @param found ids of the looked-up text
 */
export function nextToken(
  logits: Float32Array,
  { sampling, count }: Pick<DistributionParams, 'sampling' | 'count'>,
  tokenText: (id: number) => TokenText,
  found: ArrayLike<number> = [],
): Omit<Distribution, 'length'> {
  const logSum = logSumExp(logits);
  const reshaped = reshape(logits, sampling);
  const row = (id: number, rank: number): DistributionRow => ({
    ...tokenText(id),
    logit: logits[id],
    logprob: logits[id] - logSum,
    rank,
    finalProbability: reshaped.probabilities[id],
    cutBy: cutNames[reshaped.cut[id] as keyof typeof cutNames],
  });
  const best = topK(logits, count);
  const rows: DistributionRow[] = [];
  for (const [i, id] of best.entries()) {
    const tied = i > 0 && logits[id] === logits[best[i - 1]];
    rows.push(row(id, tied ? rows[i - 1].rank : i + 1));
  }
  const rest = { count: logits.length - best.length, probability: 0, finalProbability: 0 };
  const listed = new Set(best);
  for (let id = 0; id < logits.length; id++) {
    if (listed.has(id)) continue;
    rest.probability += Math.exp(logits[id] - logSum);
    rest.finalProbability += reshaped.probabilities[id];
  }
  return { entropy: entropyOf(logits), rows, rest, found: Array.from(found, (id) => row(id, rankOf(logits, id))) };
}
