import type { FinishedTrace } from '../protocol/inspectorApi';
import type { Reading } from '../protocol/runs';
import { type SavedParts, savedBest, savedLensTokens, savedThumbnail } from './collectRun';
import { triangle } from './savedRun';
import { encodedLength } from './typedArrays';

/** What is to be saved. */
export interface SizedRun {
  reading: Reading;
  text: string;
  /** Null where none is saved. */
  trace: FinishedTrace | null;
  /** Attention weights at half precision. */
  half: boolean;
}

/** About how many bytes of a run file each part takes; 0 for what the model does not show. */
export interface PartSizes {
  /** Text, tokens and what was expected of each. */
  reading: number;
  overview: number;
  /** The attention of one layer, all heads of it. */
  layer: number;
  lens: number;
  next: number;
  trace: number;
}

/** Of a number in an attribution, with what it is of. */
const logitPart = 60;
/** Of a token in a list, as JSON. */
const generatedToken = 130;
const bestToken = 45;

export function partSizes({ reading, text, trace, half }: SizedRun): PartSizes {
  const { tokens, top, attention, residuals, vocabularySize } = reading;
  const count = tokens.ids.length;
  const weights = half ? 'float16' : 'float32';
  const floats = (values: number) => encodedLength(values, 'float32');
  const states = residuals.available ? residuals.layers + 1 : 0;
  return {
    reading:
      2000 +
      Buffer.byteLength(text) +
      7 * floats(count) +
      2 * floats(count * top.count) +
      floats(top.bytes.offsets.length) +
      encodedLength(count + tokens.bytes.bytes.length + top.bytes.bytes.length, 'uint8'),
    overview: attention.available
      ? encodedLength(attention.layers * attention.heads * Math.min(count, savedThumbnail) ** 2, weights) +
        6 * floats(attention.layers * attention.heads)
      : 0,
    layer: attention.available ? encodedLength(attention.heads * triangle(count), weights) : 0,
    // Of each cell: its best tokens' ids and numbers, the entropy, and two numbers each of two tokens that are followed.
    // And of those tokens at the last position: what two parts of each layer give.
    lens: states && floats(states * count * (2 * savedLensTokens + 5)) + savedLensTokens * 2 * states * logitPart,
    next: floats(vocabularySize) + Math.min(savedBest, vocabularySize) * bestToken,
    trace: trace ? traceSize(trace) : 0,
  };
}

/** About how many bytes a run file with these parts takes. */
export function totalSize({ overview, layers, lens, next }: SavedParts, run: SizedRun): number {
  const sizes = partSizes(run);
  const chosen = [overview && sizes.overview, lens && sizes.lens, next && sizes.next, sizes.trace];
  return chosen.reduce<number>((sum, size) => sum + (size || 0), sizes.reading + layers.length * sizes.layer);
}

function traceSize({ question, trace }: FinishedTrace): number {
  const samples = trace.samples.map(
    ({ reasoningTokens, answerTokens, reasoning, answer }) =>
      (reasoningTokens.length + answerTokens.length) * generatedToken + 2 * (reasoning.length + answer.length),
  );
  return samples.reduce((sum, size) => sum + size, question.length);
}
