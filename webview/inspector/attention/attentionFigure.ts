import type { AttentionMap } from '../../../src/protocol/runs';
import { weightPosition } from '../../drawing/heatmap';
import { clampZoom } from '../../drawing/mapGeometry';
import { t } from '../../ui/l10n';
import { type GridFigure, levelOf } from '../export/gridFigure';
import type { InspectorView } from '../view';
import { mapNotes } from './mapControls';
import { legendTitle, weightTicks } from './weightLegend';

/** What is looked at. */
export interface AttentionLook {
  map: AttentionMap;
  /** [T] of its tokens */
  labels: readonly string[];
  /** The head's or the aggregate's, for people. */
  name: string;
  /** What it was made from, a line each. */
  source: readonly string[];
  view: Pick<InspectorView, 'combine' | 'dropSink' | 'zoom'>;
}

/** An attention map with its labels. What lies after a query, which it cannot see, is no cell. */
export function attentionFigure({ map, labels, name, source, view }: AttentionLook): GridFigure {
  const { combine, dropSink, zoom } = view;
  const { tokens } = map;
  const values = map.values.slice();
  for (let query = 0; query < tokens; query++)
    values.fill(Number.NaN, query * tokens + query + 1, (query + 1) * tokens);
  const { row, column, span } = clampZoom(zoom ?? { row: 0, column: 0, span: tokens }, tokens);
  const sink = dropSink && !combine ? [t('Without the first token; each row is scaled to 1 again.')] : [];
  return {
    title: t('Attention: {0}', name),
    details: [...source, ...sink, ...mapNotes({ combine, dropSink })],
    rows: { name: t('query'), labels, numbered: true },
    columns: { name: t('key'), labels, numbered: true },
    valueName: t('weight'),
    values,
    levels: Uint8Array.from(values, (value) => levelOf(weightPosition(value))),
    scale: 'weight',
    texts: null,
    window: { row, column, rows: span, columns: span },
    ticks: weightTicks.map((tick) => ({ at: weightPosition(tick), text: String(tick) })),
    legend: legendTitle(combine === 'max' ? 'largest' : 'weight'),
  };
}
