import type { TokenSpan } from '../../../../src/protocol/tokenLookup';
import type { TokenTable } from '../../../../src/protocol/tokens';
import { TokenNote } from '../../../drawing/tokenChip';
import { type SearchBy, searchTokens } from './tokenSearch';

/** What was found of a search. */
export interface Finds {
  /** Null where the search is none, such as letters among ids. */
  spans: TokenSpan[] | null;
  /** [T] `TokenNote.found` */
  notes: Uint8Array;
}

export function findsOf(text: string, tokens: TokenTable, searchBy: SearchBy, search: string): Finds {
  const spans = searchTokens(text, tokens, searchBy, search);
  const notes = new Uint8Array(tokens.ids.length);
  for (const { first, end } of spans ?? []) notes.fill(TokenNote.found, first, end);
  return { spans, notes };
}
