import type { TextRange } from '../../protocol/generation';
import { TokenFlag } from '../../protocol/tokens';
import type { OpenedModel } from '../models';
import type { ChatTemplate } from '../tokenizer/chatTemplate';
import type { ModelTokenizer } from '../tokenizer/huggingFace';
import { openingTag } from './findThoughts';
import { chatPrompt } from './prompt';
import { endsInThoughts, thinkMarkers } from './thoughts';

export interface TranscriptPrompts {
  /** Ids before the reasoning: the question and the opened think block. */
  thinking: number[];
  /** Ids before the answer when there are no thoughts; null where that cannot be asked of this model or in this transcript. */
  direct: number[] | null;
}

/**
 * The prompts that a transcript's beginning stands for. A question in plain words is put into the model's chat template, and so is
 * one that was copied together with the template around it. Any other beginning that holds the model's markup, such as several
 * turns, is taken as it stands, and has no direct prompt: what the template would say without thoughts is not known of it.
 *
 * @param before all that stands before `<think>`
 * @param question the range of the question in it, for plain words
 */
export async function transcriptPrompts(
  opened: OpenedModel,
  before: string,
  question: TextRange,
): Promise<TranscriptPrompts> {
  const { tokenizer } = opened;
  let words: string | null = before.slice(question.start, question.end);
  if (await holdsMarkup(tokenizer, before)) {
    words = tokenizer.chatTemplate && unwrap(tokenizer.chatTemplate, before);
    if (words === null || (await holdsMarkup(tokenizer, words))) {
      const { ids } = (await tokenizer.encode(before, 'parse')).tokens;
      return { thinking: await openThoughts(tokenizer, [...ids]), direct: null };
    }
  }
  return {
    thinking: await openThoughts(tokenizer, await chatPrompt(opened, words, { thinking: true })),
    direct: tokenizer.chatTemplate?.thinking ? await chatPrompt(opened, words, { thinking: false }) : null,
  };
}

/** What the user says in a text that is the template around one message; null for any other text. */
function unwrap(template: ChatTemplate, text: string): string | null {
  const placeholder = '\u{f0000}';
  const options = { addGenerationPrompt: true, thinking: true };
  const [head, tail] = template.render([{ role: 'user', content: placeholder }], options).split(placeholder);
  // A template may open the think block itself; the text ends before it.
  const end = tail?.split(openingTag)[0];
  if (end === undefined || !text.startsWith(head) || !text.endsWith(end)) return null;
  return text.length < head.length + end.length ? null : text.slice(head.length, text.length - end.length);
}

/** Whether special tokens stand in the text, those that the tokenizer adds by itself aside. */
async function holdsMarkup(tokenizer: ModelTokenizer, text: string): Promise<boolean> {
  const { flags } = (await tokenizer.encode(text, 'parse')).tokens;
  return flags.some((flag) => (flag & TokenFlag.special) !== 0 && (flag & TokenFlag.added) === 0);
}

/** Ends the prompt with `<think>` unless the template did. */
async function openThoughts(tokenizer: ModelTokenizer, ids: number[]): Promise<number[]> {
  const markers = thinkMarkers(tokenizer);
  if (markers && endsInThoughts(ids, markers, tokenizer)) return ids;
  return [...ids, ...(await tokenizer.encodeIds(openingTag, 'parse'))];
}
