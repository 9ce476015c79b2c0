import { packedAt } from './bytes';
import type { TokenSpan } from './tokenLookup';
import { TokenFlag, type TokenTable } from './tokens';

/** A token as JSON lists it. */
export interface TokenItem {
  index: number;
  id: number;
  bytes: Uint8Array;
  /** UTF-16 offsets in the text. */
  start: number;
  end: number;
  special: boolean;
}

/** Token by token, so that a long list is never held twice; all of them unless a span is given. */
export function* tokenItems(
  { ids, bytes, starts, ends, flags }: TokenTable,
  { first, end }: TokenSpan = { first: 0, end: ids.length },
): Generator<TokenItem> {
  for (let index = first; index < end; index++) {
    yield {
      index,
      id: ids[index],
      bytes: packedAt(bytes, index),
      start: starts[index],
      end: ends[index],
      special: (flags[index] & TokenFlag.special) !== 0,
    };
  }
}
