import type { GeneratedToken } from '../../protocol/runs';
import { measureToken } from '../measure/logits';
import type { ForwardChunk, KvCache, LanguageModel } from '../model/languageModel';
import type { OpenedModel } from '../models';

/** A text that was read, ready to be continued. A fork continues it in another way and leaves this one as it is. */
export interface Continuation {
  readonly cache: KvCache;
  /** [vocabulary] after the last token */
  readonly logits: Float32Array;
}

/** Reads `ids` into `cache` and gives the logits [vocabulary] after the last one. `onAttention` is given all attention on the way. */
export async function readOn(
  model: LanguageModel,
  ids: ArrayLike<number>,
  cache: KvCache,
  signal?: AbortSignal,
  onAttention?: (chunk: ForwardChunk) => void,
): Promise<Continuation> {
  let logits: Float32Array = new Float32Array(0);
  await model.forward(ids, cache, {
    logits: 'last',
    attention: onAttention !== undefined,
    signal,
    onChunk: (chunk) => {
      logits = chunk.logits;
      onAttention?.(chunk);
    },
  });
  return { cache, logits };
}

/** A token with what the distribution before it said of it. */
export function generatedToken(opened: OpenedModel, logits: Float32Array, id: number): GeneratedToken {
  const { logprob, rank, entropy } = measureToken(logits, id);
  const { model, tokenizer } = opened;
  return { ...tokenizer.tokenText(id), logprob, rank, entropy, end: model.endTokens.includes(id) };
}
