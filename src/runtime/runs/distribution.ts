import type { Distribution, DistributionParams, DistributionRow } from '../../protocol/runs';
import { entropyOf, logSumExp, rankOf } from '../measure/logits';
import { Cut, reshape } from '../measure/reshape';
import { topK } from '../measure/topK';
import type { Run } from './run';

const cutNames = { [Cut.none]: null, [Cut.topK]: 'topK', [Cut.topP]: 'topP' } as const;

/** What comes after the run's last token: the best rows, the rest as one, and the tokens of a text that is looked for. */
export async function distribution(run: Run, { sampling, count, find }: DistributionParams): Promise<Distribution> {
  const { tokenizer } = run.opened;
  const found = find ? await tokenizer.encodeIds(find, 'text') : [];
  // Taken together: a token may have been appended while the text was being tokenized.
  const [logits, length] = [run.logits[run.appended], run.ids.length];
  const logSum = logSumExp(logits);
  const reshaped = reshape(logits, sampling);
  const row = (id: number, rank: number): DistributionRow => ({
    ...tokenizer.tokenText(id),
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
  return {
    length,
    entropy: entropyOf(logits),
    rows,
    rest,
    found: Array.from(found, (id) => row(id, rankOf(logits, id))),
  };
}
