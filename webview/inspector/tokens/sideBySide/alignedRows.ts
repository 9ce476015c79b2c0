import type { TextRange } from '../../../../src/protocol/generation';
import { type TokenSpan, tokensIn } from '../../../../src/protocol/tokenLookup';
import type { TokenTable } from '../../../../src/protocol/tokens';

/** A text cut into lines that fit, for several rows to be drawn under each other. Offsets are UTF-16. */
export interface CutText {
  lines: TextRange[];
  /** Where a character begins as people see it (a grapheme): tokens that end within one are drawn as one cell. */
  starts: ReadonlySet<number>;
  /** How much of the text was cut. */
  end: number;
}

/** A part of a line that one token holds, or several that share a character; `tokens` is null where no token does. */
export interface Cell extends TextRange {
  tokens: TokenSpan | null;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Characters that fixed-width fonts draw two columns wide. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/**
 * Lines of at most `columns`, each line break with the line that it ends.
 *
 * @param limit how much of the text at least, in UTF-16 units, to the end of a line; what follows is left
 */
export function cutText(text: string, columns: number, limit: number): CutText {
  const lines: TextRange[] = [];
  const starts = new Set<number>();
  let start = 0;
  let width = 0;
  // A grapheme is never as long as this, but for texts made to be odd.
  for (const { segment, index } of graphemes.segment(text.slice(0, limit + 1000))) {
    const columnsOf = wide.test(segment) ? 2 : 1;
    if (width + columnsOf > columns && index > start) {
      lines.push({ start, end: index });
      start = index;
      width = 0;
      if (index >= limit) break;
    }
    starts.add(index);
    width += columnsOf;
    if (/[\r\n]$/.test(segment)) width = columns;
  }
  const end = Math.min(text.length, limit + 1000);
  if (start < limit && start < end) lines.push({ start, end });
  return { lines, starts, end: lines.at(-1)?.end ?? 0 };
}

/** A line's cells under one tokenizer: end to end, from its start to its end. */
export function cellsOf(table: TokenTable, line: TextRange, starts: ReadonlySet<number>): Cell[] {
  const cells: Cell[] = [];
  const span = tokensIn(table, line);
  let at = line.start;
  for (let i = span?.first ?? 0; i < (span?.end ?? 0); i++) {
    const start = Math.max(table.starts[i], line.start);
    const end = Math.min(table.ends[i], line.end);
    // Without extent: one that the tokenizer added.
    if (start >= end) continue;
    const last = cells.at(-1);
    const own = start >= at && (starts.has(start) || start === line.start);
    if (last && !own) {
      last.end = Math.max(last.end, end);
      last.tokens = { first: last.tokens?.first ?? i, end: i + 1 };
    } else {
      if (start > at) cells.push({ start: at, end: start, tokens: null });
      cells.push({ start, end, tokens: { first: i, end: i + 1 } });
    }
    at = Math.max(at, end);
  }
  if (at < line.end) cells.push({ start: at, end: line.end, tokens: null });
  return cells;
}
