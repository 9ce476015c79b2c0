import type { SavedFile } from '../../../src/protocol/inspectorApi';

/** A picture of numbers as data: what a file of it, of whatever format, is made from. */
export interface GridFigure {
  title: string;
  /** Lines below it: model, text, how to read it. */
  details: readonly string[];
  /** A label a row (downwards) and a column (to the right). */
  rows: readonly string[];
  columns: readonly string[];
  rowName: string;
  columnName: string;
  valueName: string;
  /** [rows, columns] 0…1; NaN where there is no cell */
  values: Float32Array;
  /** The part that a picture shows; files of numbers have all. */
  window: GridWindow;
  /** Numbers that the legend names, rising from 0 to 1. */
  ticks: readonly number[];
  legend: string;
}

export interface GridWindow {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

export type ExportFormat = SavedFile['format'];

/** Nine digits tell all float32 numbers apart. */
export const exactly = (value: number): number => Number(value.toPrecision(9));

/** A row's numbers up to its last cell; null within, where there is none. */
export function rowValues({ values, columns }: GridFigure, row: number): (number | null)[] {
  const cells = values.subarray(row * columns.length, (row + 1) * columns.length);
  let end = cells.length;
  while (end > 0 && Number.isNaN(cells[end - 1])) end--;
  return Array.from(cells.subarray(0, end), (value) => (Number.isNaN(value) ? null : exactly(value)));
}
