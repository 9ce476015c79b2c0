import type { GenerateParams, Generation } from '../../protocol/generation';
import type { HandlerContext } from '../../protocol/rpc';
import type { GeneratedToken } from '../../protocol/runs';
import { perplexity } from '../measure/totals';
import type { OpenedModel } from '../models';
import { readOn } from './continuation';
import { decode } from './decode';
import { promptIds, refuseTooLong } from './prompt';

/**
 * Continues a text, or answers it as a user's message; each token is reported as it comes.
 * Throws `LoupeError` `tooLong`, `nothingToConditionOn`, `chatTemplateMissing`, `chatTemplateBroken`, `thinkingUnsupported`, `cancelled`.
 */
export async function generate(
  opened: OpenedModel,
  params: GenerateParams,
  { signal, progress }: HandlerContext<GeneratedToken>,
): Promise<Generation> {
  const { model, tokenizer } = opened;
  await refuseTooLong(opened, params.text, signal);
  if (params.chat) await refuseTooLong(opened, params.system ?? '', signal);
  const prompt = await promptIds(opened, params);
  const start = await readOn(model, prompt, model.createCache(), signal);
  const decoding = decode(opened, start, { ...params, signal });
  const tokens: GeneratedToken[] = [];
  let next = await decoding.next();
  for (; !next.done; next = await decoding.next()) {
    tokens.push(next.value);
    progress(next.value);
  }
  return {
    model: model.description.id,
    promptTokens: prompt.length,
    tokens,
    text: tokenizer.decode(tokens.map(({ id }) => id)),
    stop: next.value,
    perplexity: perplexity(tokens.map(({ logprob }) => logprob)),
  };
}
