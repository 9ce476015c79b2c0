import type { Reading } from '../../../src/protocol/runs';
import type { Tokenization } from '../../../src/protocol/tokens';

/**
 * Index in the tokenization of the reading's first token where both cut the text alike; null where they do not (another
 * tokenizer, another reading of special tokens). A reading of part of a long text covers only some of the tokens.
 */
export function alignment({ tokens }: Tokenization, { tokens: read }: Reading): number | null {
  const count = read.ids.length;
  if (count === 0 || count > tokens.ids.length) return null;
  for (const shift of new Set([0, tokens.ids.length - count])) {
    if (matches(shift)) return shift;
  }
  return null;

  function matches(shift: number): boolean {
    for (let i = 0; i < count; i++) {
      if (tokens.ids[shift + i] !== read.ids[i] || tokens.starts[shift + i] !== read.starts[i]) return false;
    }
    return true;
  }
}
