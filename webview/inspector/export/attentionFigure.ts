import type { InspectionSubject } from '../../../src/protocol/inspectorApi';
import type { AttentionMap, Combination } from '../../../src/protocol/runs';
import { clampZoom, type Zoom } from '../../drawing/mapGeometry';
import { t } from '../../ui/l10n';
import { mapNotes } from '../attention/mapControls';
import { legendTitle } from '../attention/weightLegend';
import type { GridFigure } from './gridFigure';

/** What is looked at. */
export interface AttentionLook {
  map: AttentionMap;
  /** [T] of its tokens. */
  labels: readonly string[];
  subject: InspectionSubject;
  /** The head's or the aggregate's, for people. */
  name: string;
  /** The model's, for people. */
  model: string;
  combine: Combination | null;
  dropSink: boolean;
  zoom: Zoom | null;
}

const longestText = 90;

/** An attention map with its labels. What lies after a query, which it cannot see, is no cell. */
export function attentionFigure({
  map,
  labels,
  subject,
  name,
  model,
  combine,
  dropSink,
  zoom,
}: AttentionLook): GridFigure {
  const { tokens } = map;
  const values = map.values.slice();
  for (let query = 0; query < tokens; query++)
    values.fill(Number.NaN, query * tokens + query + 1, (query + 1) * tokens);
  const { row, column, span } = clampZoom(zoom ?? { row: 0, column: 0, span: tokens }, tokens);
  const sink = dropSink && !combine ? [t('Without the first token; each row is scaled to 1 again.')] : [];
  return {
    title: t('Attention: {0}', name),
    details: [`${model} · ${subject.document}`, excerpt(subject.text), ...sink, ...mapNotes({ combine, dropSink })],
    rows: labels,
    columns: labels,
    rowName: t('query'),
    columnName: t('key'),
    valueName: t('weight'),
    values,
    window: { row, column, rows: span, columns: span },
    ticks: [0, 0.05, 0.2, 0.5, 1],
    legend: legendTitle(combine === 'max' ? 'largest' : 'weight'),
  };
}

function excerpt(text: string): string {
  const characters = [
    ...text
      .slice(0, 4 * longestText)
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  return characters.length > longestText ? `${characters.slice(0, longestText - 1).join('')}…` : characters.join('');
}
