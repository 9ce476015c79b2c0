import type { AttentionMap } from '../../src/protocol/runs';
import { madeOnce } from '../ui/madeOnce';
import type { Cell } from './mapGeometry';

/** A token in one of two columns: of those that look, or of those that are looked at. */
export interface LineEnd {
  side: 'query' | 'key';
  token: number;
}

/** Weights as far as they are there. */
export interface LineWeights {
  tokens: number;
  /** What a query pays, up to itself at least. */
  row(query: number): Float32Array | null;
  /** [T] what a key gets */
  column(key: number): Float32Array | null;
}

/** Of a map. */
export const mapWeights = madeOnce(
  ({ tokens, values }: AttentionMap): LineWeights => ({
    tokens,
    row: (query) => values.subarray(query * tokens, (query + 1) * tokens),
    column: (key) => Float32Array.from({ length: tokens }, (_, query) => values[query * tokens + key]),
  }),
);

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
  weights: LineWeights,
  focus: LineEnd | null,
  { first, end }: { first: number; end: number },
): AttentionLine[] {
  const lines: AttentionLine[] = [];
  const add = (query: number, key: number, weight: number) => {
    if (weight >= weakestLine) lines.push({ query, key, weight });
  };
  const addRow = (query: number) => {
    const row = weights.row(query);
    if (row) for (let key = 0; key <= query; key++) add(query, key, row[key]);
  };
  if (focus?.side === 'key') {
    const column = weights.column(focus.token);
    if (column) for (let query = focus.token; query < weights.tokens; query++) add(query, focus.token, column[query]);
  } else if (focus) addRow(focus.token);
  else for (let query = first; query < end; query++) addRow(query);
  return lines.sort((a, b) => a.weight - b.weight).slice(-mostLines);
}
