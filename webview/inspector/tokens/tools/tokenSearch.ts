import { parseHex } from '../../../../src/protocol/bytes';
import { type TokenSpan, tokensIn } from '../../../../src/protocol/tokenLookup';
import type { PackedBytes, TokenTable } from '../../../../src/protocol/tokens';

export type SearchBy = 'text' | 'id' | 'bytes';

/**
 * The tokens that hold what is looked for, in order, each span of tokens once, however often it is in there; null where the query is none:
 * ids are whole numbers, bytes are hexadecimal.
 *
 * Text is found in the text, whatever its case, across tokens; ids and bytes are runs of those of the tokens.
 */
export function searchTokens(text: string, table: TokenTable, by: SearchBy, query: string): TokenSpan[] | null {
  const spans = allSpans(text, table, by, query);
  return spans?.filter((span, i) => i === 0 || compareSpans(span, spans[i - 1]) !== 0) ?? null;
}

/** Less than 0 where `a` comes first: by the first token, then by the last. */
export const compareSpans = (a: TokenSpan, b: TokenSpan) => a.first - b.first || a.end - b.end;

function allSpans(text: string, table: TokenTable, by: SearchBy, query: string): TokenSpan[] | null {
  if (by === 'text') return query === '' ? null : textSpans(text, table, query);
  if (by === 'id') {
    const ids = parseIds(query);
    return ids && runsOf(table.ids, ids).map((first) => ({ first, end: first + ids.length }));
  }
  const bytes = parseHex(query);
  return bytes && runsOf(table.bytes.bytes, bytes).map((start) => holdersOf(table.bytes, start, start + bytes.length));
}

/** `1 22`, `[1, 22]` → ids; null for anything else. */
export function parseIds(query: string): number[] | null {
  const parts = query
    .replace(/[[\]]/g, ' ')
    .split(/[\s,]+/)
    .filter(Boolean);
  return parts.length > 0 && parts.every((part) => /^\d+$/.test(part)) ? parts.map(Number) : null;
}

function textSpans(text: string, table: TokenTable, query: string): TokenSpan[] {
  const literally = new RegExp(query.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
  return Array.from(text.matchAll(literally)).flatMap(({ index, 0: found }) => {
    return tokensIn(table, { start: index, end: index + found.length }) ?? [];
  });
}

/** Where `run` starts in `all`; finds do not overlap. */
function runsOf(all: ArrayLike<number>, run: ArrayLike<number>): number[] {
  const starts: number[] = [];
  for (let at = 0; at + run.length <= all.length; ) {
    let same = 0;
    while (same < run.length && all[at + same] === run[same]) same++;
    if (same === run.length) starts.push(at);
    at += same === run.length ? run.length : 1;
  }
  return starts;
}

/** The tokens that hold bytes `start` … `end` − 1 of all. */
function holdersOf({ offsets }: PackedBytes, start: number, end: number): TokenSpan {
  const first = lastAtMost(offsets, start);
  return { first, end: lastAtMost(offsets, end - 1) + 1 };
}

/** Index of the last element ≤ `value` in a rising array: of tokens without bytes, the one after them, which has some. */
function lastAtMost(rising: Int32Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (rising[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
