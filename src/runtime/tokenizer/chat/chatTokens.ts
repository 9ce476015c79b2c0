import { type ChatMessage, ChatOwner, type ChatParams, type ChatTokens } from '../../../protocol/chat';
import { LoupeError } from '../../../protocol/errors';
import type { TextRange } from '../../../protocol/generation';
import type { TokenTable } from '../../../protocol/tokens';
import type { ChatTemplate } from '../chatTemplate';
import type { ModelTokenizer } from '../huggingFace';
import type { Tokenizer } from '../tokenizer';
import { attempt, contentSpans, insertedRange } from './contentSpans';

interface OwnedRange extends TextRange {
  /** Index of a message, or a `ChatOwner`. */
  owner: number;
}

/**
 * Messages as the chat template writes them, cut into tokens, and which of those are the template's.
 * Throws `LoupeError` `chatTemplateMissing` or `chatTemplateBroken`.
 */
export async function chatTokens(tokenizer: Tokenizer, params: Omit<ChatParams, 'tokenizer'>): Promise<ChatTokens> {
  const { template, markup, encodeMarked } = chatOf(tokenizer);
  const { messages, tools, addGenerationPrompt, thinking, special } = params;
  const options = { addGenerationPrompt, thinking };
  const render = (list: ChatMessage[]) => template.render(list, { ...options, tools });
  const text = render(messages);
  const spans = contentSpans(messages, text, render);
  // What others than the assistant wrote is text, as when the model is asked.
  const hides = ({ role }: ChatMessage) => special === 'text' && role !== 'assistant';
  const hidden = messages.map((one) => (hides(one) ? hideMarkup(one, markup) : one));
  const tokenization = await encodeMarked(render(hidden));
  const toolRange = tools?.length ? insertedRange(text, template.render(messages, { ...options, tools: null })) : null;
  const ranges = [
    ...spans.flatMap(({ range }, owner) => (range ? [{ ...range, owner }] : [])),
    ...fieldRanges(messages, text, render),
    ...(toolRange ? [{ ...toolRange, owner: ChatOwner.tools }] : []),
  ];
  const { owners, shared } = ownersOf(tokenization.tokens, ranges);
  const count = (owner: number) => owners.reduce((sum, one) => sum + (one === owner ? 1 : 0), 0);
  return {
    text,
    tokenization,
    owners,
    messages: spans.map(({ placement }, i) => ({ placement, tokens: count(i), shared: shared.get(i) ?? 0 })),
    template: count(ChatOwner.template),
    tools: count(ChatOwner.tools),
    thinking: template.thinking,
  };
}

/** Where the template writes what a message has beside its content, its tool calls say: what is missing without them. */
function fieldRanges(
  messages: readonly ChatMessage[],
  text: string,
  render: (messages: ChatMessage[]) => string,
): OwnedRange[] {
  return messages.flatMap(({ role, content, ...fields }, owner) => {
    if (Object.keys(fields).length === 0) return [];
    const without = attempt(() => render(messages.map((one, i) => (i === owner ? { role, content } : one))));
    const range = without === null ? null : insertedRange(text, without);
    return range ? [{ ...range, owner }] : [];
  });
}

/** Markup in any text of a message but its role. */
function hideMarkup({ role, ...rest }: ChatMessage, markup: ModelTokenizer['markup']): ChatMessage {
  const hide = (_: string, value: unknown) => (typeof value === 'string' ? markup.hide(value) : value);
  return { role, ...JSON.parse(JSON.stringify(rest), hide) };
}

function chatOf(tokenizer: Tokenizer): Pick<ModelTokenizer, 'markup' | 'encodeMarked'> & { template: ChatTemplate } {
  const { chatTemplate: template, markup } = tokenizer as Partial<ModelTokenizer>;
  if (!template || !markup) throw new LoupeError('chatTemplateMissing', tokenizer.name);
  return { template, markup, encodeMarked: (text) => (tokenizer as ModelTokenizer).encodeMarked(text) };
}

/** Each token's owner: the first range that it holds text of, contents before other fields and tools; how many of each hold other text too. */
function ownersOf({ starts, ends, ids }: TokenTable, ranges: readonly OwnedRange[]) {
  const shared = new Map<number, number>();
  const owners = Int32Array.from(ids, (_, i) => {
    const range = ranges.find(({ start, end }) => starts[i] < end && ends[i] > start);
    if (!range) return ChatOwner.template;
    const { start, end, owner } = range;
    if (starts[i] < start || ends[i] > end) shared.set(owner, (shared.get(owner) ?? 0) + 1);
    return owner;
  });
  return { owners, shared };
}
