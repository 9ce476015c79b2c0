import type { TextRange, TraceSample } from '../../protocol/generation';
import { TokenFlag } from '../../protocol/tokens';
import type { OpenedModel } from '../models';
import type { ModelTokenizer } from '../tokenizer/huggingFace';
import { readOn } from './continuation';
import { DirectAnswer } from './directAnswer';
import { closingTag, findThoughts, openingTag, type TranscriptRanges } from './findThoughts';
import { chatPrompt } from './prompt';
import { scoreContinuation } from './score';
import { endsInThoughts, thinkMarkers } from './thoughts';
import { traceSample } from './traceSample';

/**
 * Reads a transcript's reasoning and answer as the model would have written them, in one teacher-forced pass. A question in plain
 * words is put into the model's chat template; one that holds markup already (`<|im_start|>` say) is taken as it stands.
 */
export async function readTranscript(opened: OpenedModel, text: string, signal: AbortSignal): Promise<TraceSample> {
  const { model, tokenizer } = opened;
  const ranges = findThoughts(
    text,
    model.endTokens.map((id) => tokenizer.decode([id])),
  );
  const [reasoning, answer] = await Promise.all(
    [ranges.reasoning, ranges.answer].map((range) => tokenizer.encodeIds(slice(text, range), 'text')),
  );
  const close = await tokenizer.encodeIds(closingTag, 'parse');
  const prompts = await transcriptPrompts(opened, text, ranges);

  const start = await readOn(model, prompts.thinking, model.createCache(), signal);
  const scored = await scoreContinuation(opened, start, [...reasoning, ...close, ...answer], signal);
  const answerTokens = scored.slice(reasoning.length + close.length);
  const direct = prompts.direct && (await DirectAnswer.read(opened, prompts.direct, signal));
  return {
    ranges,
    ...traceSample(tokenizer, {
      reasoning: scored.slice(0, reasoning.length),
      answer: answerTokens,
      logprobAnswerDirect: direct && (await direct.logprob(answerTokens, signal)),
      stop: 'eos',
    }),
  };
}

/** The ids before the reasoning, up to the opened think block; and those before the answer when there are no thoughts. */
async function transcriptPrompts(
  opened: OpenedModel,
  text: string,
  { question, reasoning }: TranscriptRanges,
): Promise<{ thinking: number[]; direct: number[] | null }> {
  const { tokenizer } = opened;
  const template = tokenizer.chatTemplate;
  const before = text.slice(0, reasoning.start - openingTag.length);
  if (await holdsMarkup(tokenizer, before)) {
    const asked = [...(await tokenizer.encode(before, 'parse')).tokens.ids];
    const direct = template?.directPrefix && [...asked, ...(await tokenizer.encodeIds(template.directPrefix, 'parse'))];
    return { thinking: await openThoughts(tokenizer, asked), direct: direct || null };
  }
  const words = slice(text, question);
  return {
    thinking: await openThoughts(tokenizer, await chatPrompt(opened, words, true)),
    direct: template?.thinking ? await chatPrompt(opened, words, false) : null,
  };
}

/** Ends the prompt with `<think>` unless the template did. */
async function openThoughts(tokenizer: ModelTokenizer, ids: number[]): Promise<number[]> {
  const markers = thinkMarkers(tokenizer);
  if (markers && endsInThoughts(ids, markers, tokenizer)) return ids;
  return [...ids, ...(await tokenizer.encodeIds(openingTag, 'parse'))];
}

/** Whether special tokens stand in the text, those that the tokenizer adds by itself aside. */
async function holdsMarkup(tokenizer: ModelTokenizer, text: string): Promise<boolean> {
  const { flags } = (await tokenizer.encode(text, 'parse')).tokens;
  return flags.some((flag) => (flag & TokenFlag.special) !== 0 && (flag & TokenFlag.added) === 0);
}

function slice(text: string, { start, end }: TextRange): string {
  return text.slice(start, end);
}
