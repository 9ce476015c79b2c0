import { tokenLabel } from '../../drawing/tokenText';
import { t } from '../../ui/l10n';
import { type CellText, type GridFigure, levelOf } from '../export/gridFigure';
import { type LensColor, legendTicks, lensPosition, lensValue } from './lensColors';
import { lensLegendTitle, lensMarksNote } from './lensLegend';
import { stateName } from './lensNames';
import type { LensTable } from './lensTable';

/** What is looked at. */
export interface LensLook {
  table: LensTable;
  /** [positions] of its tokens */
  labels: readonly string[];
  color: LensColor;
  /** What it was made from, a line each. */
  source: readonly string[];
  /** The positions that a picture shows. */
  inSight: { first: number; end: number };
}

/** The logit lens with what its cells say, the last layer on top. Positions that did not come are no cells. */
export function lensFigure({ table, labels, color, source, inSight }: LensLook): GridFigure {
  const { states, positions } = table;
  const { vocabularySize } = table.reading;
  const scale = color === 'entropy' ? 'surprise' : 'weight';
  const values = new Float32Array(states * positions).fill(Number.NaN);
  const levels = new Uint8Array(values.length);
  const texts = new Array<CellText>(values.length).fill({ text: '', bold: false, underlined: false });
  for (let position = 0; position < positions; position++) {
    for (const [state, cell] of table.column(position).entries()) {
      const at = (states - 1 - state) * positions + position;
      const [best] = cell.top;
      values[at] = lensValue(color, cell);
      levels[at] = levelOf(lensPosition(color, cell, vocabularySize), scale);
      texts[at] = {
        text: best?.label ?? '',
        bold: best?.id === cell.answer.id,
        underlined: cell.firstLeads === state,
      };
    }
  }
  const first = Math.min(inSight.first, positions - 1);
  const end = Math.min(inSight.end, positions);
  return {
    title: t('Logit lens: what each layer would predict next'),
    details: [...source, ...followNote(table), lensMarksNote()],
    rows: { name: t('layer'), labels: stateNames(states), numbers: null },
    columns: { name: t('after token'), labels, numbers: [...labels.keys()] },
    valueName: valueName(color),
    values,
    levels,
    scale,
    texts,
    window: { row: 0, column: first, rows: states, columns: end - first },
    ticks: legendTicks(color, vocabularySize),
    legend: lensLegendTitle(color),
  };
}

/** Whose rank it is, where it is not the final answer's. */
function followNote({ follow, named }: LensTable): string[] {
  if (!follow) return [];
  if (follow === 'next') return [t('Followed: the text’s next token; where there is none, the final answer')];
  return [t('Followed: “{0}”', named[0] ? tokenLabel(named[0].bytes) : follow.text)];
}

const stateNames = (states: number) => Array.from({ length: states }, (_, i) => stateName(states - 1 - i));

function valueName(color: LensColor): string {
  const names: Record<LensColor, string> = {
    probability: t('probability'),
    entropy: t('entropy in bits'),
    rank: t('rank'),
  };
  return names[color];
}
