import type { RGBColor } from 'd3-color';
import type { SavedFile } from '../../../src/protocol/inspectorApi';
import { colorScale, type ScaleKind } from '../../drawing/scales';
import type { Theme } from '../../ui/theme';

/** A picture of numbers as data: what a file of it, of whatever format, is made from. */
export interface GridFigure {
  title: string;
  /** Lines below it: model, text, how to read it. */
  details: readonly string[];
  /** Downwards, and to the right. */
  rows: GridAxis;
  columns: GridAxis;
  valueName: string;
  /** [rows, columns]; NaN where there is no cell */
  values: Float32Array;
  /** [rows, columns] where each value is on the scale, of `levelCount`; 0 where there is no cell */
  levels: Uint8Array;
  scale: ScaleKind;
  /** [rows, columns] what stands in the cells, where they are there to be read. */
  texts: readonly CellText[] | null;
  /** The part that a picture shows; files of numbers have all. */
  window: GridWindow;
  /** What the legend says, and where on the scale, 0…1, rising. */
  ticks: readonly { at: number; text: string }[];
  legend: string;
}

export interface GridAxis {
  name: string;
  labels: readonly string[];
  /** Labels that may be alike, such as tokens, are told apart by these. */
  numbers: readonly number[] | null;
}

export interface CellText {
  text: string;
  bold: boolean;
  underlined: boolean;
}

export interface GridWindow {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

export type ExportFormat = SavedFile['format'];

/** Colours that a figure tells apart; the first is the background. */
export const levelCount = 256;

/** The first that is for cells: a scale of differences has the background in its middle. */
const firstLevel = (scale: ScaleKind) => (scale === 'difference' ? 1 : 0);

/** Which of them a position on the scale, 0…1, has. */
export function levelOf(position: number, scale: ScaleKind): number {
  if (Number.isNaN(position)) return 0;
  const first = firstLevel(scale);
  return first + Math.round(position * (levelCount - 1 - first));
}

/** [levelCount] */
export function levelColors(theme: Theme, kind: ScaleKind): RGBColor[] {
  const scale = colorScale(theme, kind);
  const first = firstLevel(kind);
  return Array.from({ length: levelCount }, (_, level) =>
    level < first ? theme.background : scale((level - first) / (levelCount - 1 - first)),
  );
}

/** Nine digits tell all float32 numbers apart. */
export const exactly = (value: number): number => Number(value.toPrecision(9));

/** A row's numbers up to its last cell; null within, where there is none. */
export function rowValues({ values, columns }: GridFigure, row: number): (number | null)[] {
  const count = columns.labels.length;
  const cells = values.subarray(row * count, (row + 1) * count);
  let end = cells.length;
  while (end > 0 && Number.isNaN(cells[end - 1])) end--;
  return Array.from(cells.subarray(0, end), (value) => (Number.isNaN(value) ? null : exactly(value)));
}
