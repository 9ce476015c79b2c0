import type { AttentionMap } from '../../src/protocol/runs';
import type { Cell } from './mapGeometry';

/** A token in one of two columns: of those that look, or of those that are looked at. */
export interface LineEnd {
  side: 'query' | 'key';
  token: number;
}

export interface AttentionLine extends Cell {
  weight: number;
}

/** Weaker lines would be a mist. */
export const weakestLine = 0.02;
/** More cannot be told apart. */
export const mostLines = 300;

/**
 * The lines to draw, strongest last: those of the focused token, else those of the queries `first` … `end` − 1; of the weights from
 * `weakestLine` on the `mostLines` largest.
 */
export function attentionLines(
  { tokens, values }: AttentionMap,
  focus: LineEnd | null,
  { first, end }: { first: number; end: number },
): AttentionLine[] {
  const lines: AttentionLine[] = [];
  const add = (query: number, key: number) => {
    const weight = values[query * tokens + key];
    if (weight >= weakestLine) lines.push({ query, key, weight });
  };
  if (focus?.side === 'query') for (let key = 0; key <= focus.token; key++) add(focus.token, key);
  else if (focus) for (let query = focus.token; query < tokens; query++) add(query, focus.token);
  else for (let query = first; query < end; query++) for (let key = 0; key <= query; key++) add(query, key);
  return lines.sort((a, b) => a.weight - b.weight).slice(-mostLines);
}
