import type { Distribution, DistributionParams } from '../../protocol/runs';
import { nextToken } from '../measure/nextToken';
import type { Run } from './run';

/** What comes after the run's last token: the best rows, the rest as one, and the tokens of a text that is looked for. */
export async function distribution(run: Run, { find, ...params }: DistributionParams): Promise<Distribution> {
  const { tokenizer } = run.opened;
  const found = find ? await tokenizer.encodeIds(find, 'text') : [];
  // Taken together: a token may have been appended while the text was being tokenized.
  const [logits, length] = [lastLogits(run), run.ids.length];
  return { length, ...nextToken(logits, params, (id) => tokenizer.tokenText(id), found) };
}

/** [vocabulary] raw, after the run's last token. */
export const lastLogits = (run: Run): Float32Array => run.logits[run.appended];
