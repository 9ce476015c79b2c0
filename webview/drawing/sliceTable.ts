import type { TokenTable } from '../../src/protocol/tokens';

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
