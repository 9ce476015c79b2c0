import { LoupeError } from '../../protocol/errors';
import type { GenerateParams } from '../../protocol/generation';
import type { SpecialReading } from '../../protocol/tokens';
import type { OpenedModel } from '../models';
import { encodeChat } from '../tokenizer/chatTemplate';
import { endsInThoughts, thinkMarkers } from './thoughts';

/** Characters that may be put into a prompt uncounted: tokenizing them takes a moment and some megabytes. */
const uncountedLimit = 100_000;

/**
 * Refuses a long text that is beyond the context before it becomes part of a prompt: a prompt is tokenized in one piece, which
 * cannot be cancelled and takes gigabytes for a text of 10 MB; counting can, and does not.
 * Throws `LoupeError` `tooLong`, `cancelled`.
 */
export async function refuseTooLong(
  { model, tokenizer }: OpenedModel,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  if (text.length <= uncountedLimit) return;
  const tokens = await tokenizer.count(text, 'text', signal);
  if (tokens > model.context) throw new LoupeError('tooLong', tokens, model.description.name, model.context);
}

/** The ids to continue: the text itself, or the text as a user's message. */
export function promptIds(opened: OpenedModel, params: GenerateParams): Promise<ArrayLike<number>> {
  return params.chat ? chatPrompt(opened, params.text, params) : textPrompt(opened, params.text, params.special);
}

/**
 * The ids of a text as the reference gives them. A text without any tokens is conditioned on the model's start token.
 * Throws `LoupeError('nothingToConditionOn')` for a model without one.
 */
async function textPrompt({ model, tokenizer }: OpenedModel, text: string, special: SpecialReading) {
  const { ids } = (await tokenizer.encode(text, special)).tokens;
  if (ids.length > 0) return ids;
  if (model.startToken === null) throw new LoupeError('nothingToConditionOn');
  return [model.startToken];
}

/**
 * The ids of a user's message under the model's chat template, up to where the assistant begins.
 *
 * With thinking on, the reasoning begins right after the prompt. Some templates open the think block themselves (DeepSeek R1).
 * A template with a switch for thinking that leaves the block to the model (Qwen 3) gets `<think>` appended: the model would write
 * it first anyway, and a small one does so less reliably.
 *
 * Throws `LoupeError` `chatTemplateMissing`, `chatTemplateBroken`; `thinkingUnsupported` when thinking is to be off but the template
 * opens the block regardless.
 */
export async function chatPrompt(
  opened: OpenedModel,
  question: string,
  { thinking, system, special = 'text' }: { thinking: boolean; system?: string | null; special?: SpecialReading },
): Promise<number[]> {
  const { model, tokenizer } = opened;
  const template = tokenizer.chatTemplate;
  if (!template) throw new LoupeError('chatTemplateMissing', model.description.name);
  const user = { role: 'user', content: question };
  const messages = system?.trim() ? [{ role: 'system', content: system }, user] : [user];
  const options = { addGenerationPrompt: true, thinking };
  const ids = [
    ...(special === 'parse'
      ? await tokenizer.encodeIds(template.render(messages, options), 'parse')
      : await encodeChat(tokenizer, template, messages, options)),
  ];
  const markers = thinkMarkers(tokenizer);
  if (!markers) return ids;
  const open = endsInThoughts(ids, markers, tokenizer);
  if (!thinking && open) throw new LoupeError('thinkingUnsupported', model.description.name);
  if (thinking && !open && template.thinking) ids.push(markers.open);
  return ids;
}
