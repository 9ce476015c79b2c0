import type { TextRange } from '../../src/protocol/generation';
import type { PackedBytes, TokenTable } from '../../src/protocol/tokens';

/** String `index` of the packed ones, as a view. */
export function packedAt(packed: PackedBytes, index: number): Uint8Array {
  return packed.bytes.subarray(packed.offsets[index], packed.offsets[index + 1]);
}

export const tokenBytes = (table: TokenTable, index: number) => packedAt(table.bytes, index);

export const tokenRange = (table: TokenTable, index: number): TextRange => ({
  start: table.starts[index],
  end: table.ends[index],
});

/** Tokens `first` … `end` as a table of their own; offsets still count in the whole text. */
export function sliceTable(table: TokenTable, first: number, end: number): TokenTable {
  const offsets = table.bytes.offsets.subarray(first, end + 1);
  return {
    ids: table.ids.subarray(first, end),
    starts: table.starts.subarray(first, end),
    ends: table.ends.subarray(first, end),
    bytes: { bytes: table.bytes.bytes, offsets },
    flags: table.flags.subarray(first, end),
  };
}

/** Tokens that overlap a range of text, as [first, past the last). */
export interface TokenSpan {
  first: number;
  end: number;
}

/**
 * The tokens that overlap `range`; null where none does. An empty range finds the token that holds its position.
 * Starts and ends never decrease along the table (tokens of one character share its range), so both ends are searched
 * by halving.
 */
export function tokensIn(table: TokenTable, range: TextRange): TokenSpan | null {
  const end = Math.max(range.end, range.start + 1);
  const first = lowerBound(table.ends, range.start + 1);
  const past = lowerBound(table.starts, end);
  return first < past ? { first, end: past } : null;
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
