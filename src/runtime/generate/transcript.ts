import type { TextRange, TraceSample } from '../../protocol/generation';
import type { OpenedModel } from '../models';
import { readOn } from './continuation';
import { DirectAnswer } from './directAnswer';
import { closingTag, findThoughts, openingTag } from './findThoughts';
import { scoreContinuation } from './score';
import { traceSample } from './traceSample';
import { transcriptPrompts } from './transcriptPrompts';

/**
 * Reads a transcript's reasoning and answer as if the model had written them, in one teacher-forced pass.
 * Throws `LoupeError` `transcriptWithoutThoughts`, `chatTemplateMissing`, `tooLong`, `cancelled`.
 */
export async function readTranscript(opened: OpenedModel, text: string, signal: AbortSignal): Promise<TraceSample> {
  const { model, tokenizer } = opened;
  const ranges = findThoughts(
    text,
    model.endTokens.map((id) => tokenizer.decode([id])),
  );
  const before = text.slice(0, ranges.reasoning.start - openingTag.length);
  const prompts = await transcriptPrompts(opened, before, ranges.question);
  const encode = ({ start, end }: TextRange) => tokenizer.encodeIds(text.slice(start, end), 'text');
  const reasoning = await encode(ranges.reasoning);
  const close = await tokenizer.encodeIds(closingTag, 'parse');
  const answer = await encode(ranges.answer);

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
      stop: null,
    }),
  };
}
