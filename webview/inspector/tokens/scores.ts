import type { Reading } from '../../../src/protocol/runs';
import type { Tokenization } from '../../../src/protocol/tokens';
import { heatStep } from '../../drawing/scales';
import { type Alignment, alignment } from './alignment';

/** The model's numbers for a tokenization. */
export interface Scores {
  reading: Reading;
  begin: Alignment;
  /** [T of the tokenization] */
  heat: Uint8Array;
}

/** Null where the model cut the text otherwise. */
export function scoresOf(tokenization: Tokenization, reading: Reading): Scores | null {
  const begin = alignment(tokenization, reading);
  if (!begin) return null;
  const heat = new Uint8Array(tokenization.tokens.ids.length).fill(255);
  const scored = reading.logprobs.subarray(begin.inReading);
  heat.set(
    Uint8Array.from(scored, (logprob) => heatStep(-logprob)),
    begin.inTokenization,
  );
  return { reading, begin, heat };
}

/** Index in the reading of the tokenization's token `index`; null where it was not read. */
export function positionOf({ begin, reading }: Scores, index: number): number | null {
  const position = index - begin.inTokenization + begin.inReading;
  return position >= begin.inReading && position < reading.tokens.ids.length ? position : null;
}
