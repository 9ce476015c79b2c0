import type { Reading } from '../../../src/protocol/runs';
import { leadingAdded } from '../../../src/protocol/tokenLookup';
import type { Tokenization } from '../../../src/protocol/tokens';

/** The first token of the text that was read: its index in the tokenization, and in the reading. */
export interface Alignment {
  inTokenization: number;
  inReading: number;
}

/**
 * Where a reading begins in a tokenization that cut the text alike; null where they did not (another tokenizer, another
 * reading of special tokens). A reading of part of a long text covers only the first or the last tokens. Tokens that
 * the tokenizer added in front are left out: they stand before the last tokens of a text too.
 */
export function alignment({ tokens }: Tokenization, { tokens: read }: Reading): Alignment | null {
  const inReading = leadingAdded(read);
  const count = read.ids.length - inReading;
  const first = leadingAdded(tokens);
  const last = tokens.ids.length - count;
  if (count === 0 || last < first) return null;
  const matches = (from: number): boolean => {
    for (let i = 0; i < count; i++) {
      const [index, readIndex] = [from + i, inReading + i];
      if (tokens.ids[index] !== read.ids[readIndex] || tokens.starts[index] !== read.starts[readIndex]) return false;
    }
    return true;
  };
  const inTokenization = [first, last].find(matches);
  return inTokenization === undefined ? null : { inTokenization, inReading };
}
