import type { AttentionMap, AttentionSlice, PositionRange } from '../../../src/protocol/runs';
import { differencePosition, weightPosition } from '../../drawing/heatmap';
import { clampZoom, type Zoom } from '../../drawing/mapGeometry';
import { t } from '../../ui/l10n';
import { type GridFigure, type GridWindow, levelOf } from '../export/gridFigure';
import type { InspectorView } from '../view';
import { mapNotes } from './mapControls';
import { apartNote } from './reduction';
import { legendTitle, weightTicks } from './weightLegend';

/** What is looked at, and how. */
export interface AttentionLook {
  /** [T] of the tokens */
  labels: readonly string[];
  /** The head's or the aggregate's, for people. */
  name: string;
  /** What it was made from, a line each. */
  source: readonly string[];
  view: Pick<InspectorView, 'combine' | 'dropSink' | 'zoom' | 'pooling'>;
  /** [T] where the tokens are in their text, unless it is of all of them. */
  positions?: readonly number[];
  /** Of weights, less than 0 and more. */
  isDifference?: boolean;
}

/** An attention map with its labels. */
export function attentionFigure({ tokens, values }: AttentionMap, look: AttentionLook): GridFigure {
  const all = { first: 0, end: tokens };
  return sliceFigure({ queries: all, keys: all, block: 1, rows: tokens, columns: tokens, values }, look);
}

/** A part of one, reduced to blocks of weights or not. What lies after a query, which it cannot see, is no cell. */
export function sliceFigure(slice: AttentionSlice, look: AttentionLook): GridFigure {
  const { labels, name, source, view, positions, isDifference = false } = look;
  const { combine, dropSink, pooling } = view;
  const { block, rows, columns } = slice;
  const values = slice.values.slice();
  for (let row = 0; row < rows; row++) {
    const lastQuery = Math.min(slice.queries.first + (row + 1) * block, slice.queries.end) - 1;
    const seen = Math.floor((lastQuery - slice.keys.first) / block) + 1;
    if (seen < columns) values.fill(Number.NaN, row * columns + Math.max(0, seen), (row + 1) * columns);
  }
  const apart = isDifference && block > 1 ? [apartNote()] : [];
  const axis = (title: string, { first }: PositionRange, count: number) => {
    const places = Array.from({ length: count }, (_, i) => first + i * block);
    const numbers = places.map((place) => positions?.[place] ?? place);
    return { name: title, labels: places.map((place) => labels[place]), numbers };
  };
  const scale = isDifference ? 'difference' : 'weight';
  const sink = dropSink && !combine ? [t('Without the first token; each row is scaled to 1 again.')] : [];
  return {
    title: t('Attention: {0}', name),
    details: [...source, ...sink, ...mapNotes(view), ...reductionNote(block, pooling), ...apart],
    rows: axis(t('query'), slice.queries, rows),
    columns: axis(t('key'), slice.keys, columns),
    valueName: isDifference ? t('difference of weights') : t('weight'),
    values,
    levels: levelsOf(values, scale),
    scale,
    texts: null,
    window: windowOf(slice, labels.length, view.zoom),
    ticks: weightTicks(scale),
    legend: legendTitle(isDifference ? 'difference' : combine === 'max' ? 'largest' : 'weight'),
  };
}

/** In a loop of its own: `Uint8Array.from` takes ten times as long, and there may be a million. */
function levelsOf(values: Float32Array, scale: 'weight' | 'difference'): Uint8Array {
  const levels = new Uint8Array(values.length);
  const position = scale === 'difference' ? differencePosition : weightPosition;
  for (let i = 0; i < values.length; i++) levels[i] = levelOf(position(values[i]), scale);
  return levels;
}

function reductionNote(block: number, pooling: InspectorView['pooling']): string[] {
  if (block === 1) return [];
  return pooling === 'max'
    ? [
        t(
          'Reduced: a cell stands for {0} × {0} weights and shows the largest. It is named after its first tokens.',
          block,
        ),
      ]
    : [
        t(
          'Reduced: a cell stands for {0} × {0} weights and shows their mean. It is named after its first tokens.',
          block,
        ),
      ];
}

/** The cells of a slice that are zoomed to. */
function windowOf(
  { queries, keys, block, rows, columns }: AttentionSlice,
  tokens: number,
  zoom: Zoom | null,
): GridWindow {
  const { row, column, span } = clampZoom(zoom ?? { row: 0, column: 0, span: tokens }, tokens);
  const within = (first: number, from: number, count: number): [first: number, count: number] => {
    const [start, end] = [Math.floor((from - first) / block), Math.ceil((from + span - first) / block)];
    const shown = Math.min(Math.max(0, start), count - 1);
    return [shown, Math.max(1, Math.min(end, count) - shown)];
  };
  const [firstRow, shownRows] = within(queries.first, row, rows);
  const [firstColumn, shownColumns] = within(keys.first, column, columns);
  return { row: firstRow, column: firstColumn, rows: shownRows, columns: shownColumns };
}
