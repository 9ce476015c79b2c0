import type { GeneratedToken } from '../../protocol/runs';
import type { OpenedModel } from '../models';
import { type Continuation, generatedToken } from './continuation';

/** Teacher-forced: what the model said of each of `ids` as a continuation of what `start` has read, which it uses up. */
export async function scoreContinuation(
  opened: OpenedModel,
  start: Continuation,
  ids: ArrayLike<number>,
  signal: AbortSignal,
): Promise<GeneratedToken[]> {
  if (ids.length === 0) return [];
  const { model } = opened;
  const offset = start.cache.length;
  const tokens = [generatedToken(opened, start.logits, ids[0])];
  await model.forward(ids, start.cache, {
    logits: 'all',
    signal,
    onChunk: ({ first, rows, logits }) => {
      for (let row = 0; row < rows; row++) {
        const next = first - offset + row + 1;
        if (next === ids.length) return;
        const distribution = logits.subarray(row * model.vocabularySize, (row + 1) * model.vocabularySize);
        tokens.push(generatedToken(opened, distribution, ids[next]));
      }
    },
  });
  return tokens;
}

/** Log-probability of a whole part: the sum over its tokens, nats. */
export function totalLogprob(tokens: readonly GeneratedToken[]): number {
  return tokens.reduce((sum, { logprob }) => sum + logprob, 0);
}
