import { packedAt } from './bytes';
import type { TextRange } from './generation';
import { TokenFlag, type TokenTable } from './tokens';

/** Tokens `first` … `end` − 1. */
export interface TokenSpan {
  first: number;
  end: number;
}

export const tokenBytes = (table: TokenTable, index: number): Uint8Array => packedAt(table.bytes, index);

export const tokenRange = (table: TokenTable, index: number): TextRange => ({
  start: table.starts[index],
  end: table.ends[index],
});

/** How many tokens the tokenizer added in front of those of the text; 0 where there are none of a text. */
export function leadingAdded({ flags }: TokenTable): number {
  return Math.max(
    0,
    flags.findIndex((flag) => (flag & TokenFlag.added) === 0),
  );
}

/**
 * The tokens that overlap `range`; null where none does. An empty range finds the tokens that hold the character after it.
 * Starts and ends never decrease along the table (tokens of one character share its range), so both ends are searched
 * by halving.
 */
export function tokensIn(table: TokenTable, range: TextRange): TokenSpan | null {
  const end = Math.max(range.end, range.start + 1);
  const first = lowerBound(table.ends, range.start + 1);
  const past = lowerBound(table.starts, end);
  return first < past ? { first, end: past } : null;
}

/** The first token that holds the character at `offset`; -1 when none does. */
export function tokenAt(table: TokenTable, offset: number): number {
  return tokensIn(table, { start: offset, end: offset })?.first ?? -1;
}

/** Index of the first element ≥ `value` in a rising array. */
function lowerBound(rising: Int32Array, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
