import { LoupeError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/generation';

export const openingTag = '<think>';
export const closingTag = '</think>';

/** Where a transcript's parts lie, in UTF-16 offsets. */
export interface TranscriptRanges {
  question: TextRange;
  reasoning: TextRange;
  answer: TextRange;
}

/**
 * Finds the first think block of a transcript. What stands before it is the question, without the white space around; what
 * stands after it is the answer, up to the first end token's text if there is one, and without the white space at its end.
 * Throws `LoupeError('transcriptWithoutThoughts')`.
 *
 * @param endTexts the texts of the model's end tokens, `<|im_end|>` say
 */
export function findThoughts(text: string, endTexts: readonly string[]): TranscriptRanges {
  const open = text.indexOf(openingTag);
  const close = open < 0 ? -1 : text.indexOf(closingTag, open);
  if (close < 0) throw new LoupeError('transcriptWithoutThoughts');
  const question = text.slice(0, open).trim();
  const questionStart = text.indexOf(question);
  const answerStart = close + closingTag.length;
  const answerLimit = Math.min(
    ...endTexts.map((end) => text.indexOf(end, answerStart)).filter((index) => index >= 0),
    text.length,
  );
  return {
    question: { start: questionStart, end: questionStart + question.length },
    reasoning: { start: open + openingTag.length, end: close },
    answer: { start: answerStart, end: answerStart + text.slice(answerStart, answerLimit).trimEnd().length },
  };
}
