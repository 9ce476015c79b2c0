import { html, type nothing, type TemplateResult } from 'lit';
import type { AttentionMap } from '../../../src/protocol/runs';
import type { Cell } from '../../drawing/mapGeometry';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import { missingSlice } from '../emptyState';
import { mapCanvas } from './mapCanvas';
import { headWithin } from './mapChoice';
import { headName, mapName } from './mapControls';
import { legendKind, type MapLook } from './mapLook';
import { cannotSee, signedWeight, zoomButtons } from './mapView';
import './weightLegend';
import { madeOnce } from '../../ui/madeOnce';

/** A map and another head's on the same text. */
export interface Comparison {
  other: AttentionMap;
  /** For people: what the shown map is, and the other one. */
  names: [string, string];
}

/** The shown map and another head's on the same text: side by side, or the one minus the other. */
export function comparisonView(look: MapLook): TemplateResult | typeof nothing {
  const { store } = look;
  const comparison = comparisonOf(look);
  if (!comparison) return missingSlice(store, store.attention.problem);
  return (store.view.attentionView === 'beside' ? besideView : differenceView)(look, comparison);
}

/** Null until the other map is there. */
export function comparisonOf({ store, reading }: Pick<MapLook, 'store' | 'reading'>): Comparison | null {
  const { view } = store;
  const { other } = store.attention;
  const counts = reading.attention;
  if (!counts.available || !other) return null;
  const otherHead = headWithin(counts, { layer: view.otherLayer, head: view.otherHead });
  return { other, names: [mapName(view, counts), headName(otherHead)] };
}

/** For people. */
export const differenceName = (names: Comparison['names']) => t('{0} minus {1}', ...names);

/** Crosshair and zoom are those of both. */
function besideView(look: MapLook, { other, names }: Comparison): TemplateResult {
  return html`${above(look, { other, names })}
    <div class="beside">
      ${[look.map, other].map((map, i) => html`<figure><figcaption>${names[i]}</figcaption>${canvas(look, map, names[i])}</figure>`)}
    </div>
    <weight-legend .kind=${legendKind(look)}></weight-legend>`;
}

function differenceView(look: MapLook, { other, names }: Comparison): TemplateResult {
  const title = differenceName(names);
  return html`${above(look, { other, names })}
    <figure><figcaption>${title}</figcaption>${canvas(look, differenceOf(look.map, other), title, true)}</figure>
    <weight-legend kind="difference"></weight-legend>`;
}

function above(look: MapLook, { other, names }: Comparison): TemplateResult {
  return html`<div class="above">
    <p aria-live="polite" class="readout compared">${readout(look, other, names)}</p>
    ${zoomButtons(look)}
  </div>`;
}

function readout({ cell, labels, map }: MapLook, other: AttentionMap, names: Comparison['names']) {
  const at = cell ? cell.query * map.tokens + cell.key : 0;
  return comparedWeights(labels, cell, [map.values[at], other.values[at]], names);
}

/** A cell's weights in both maps, and their difference; null for one that is not there yet. */
export function comparedWeights(
  labels: readonly string[],
  cell: Cell | null,
  [first, second]: readonly [number | null, number | null],
  names: Comparison['names'],
): TemplateResult | string {
  if (!cell) return t('Point at a cell to read its weight.');
  const { query, key } = cell;
  if (key > query) return cannotSee(labels, cell);
  const weight = (value: number | null) => (value === null ? '…' : decimal(value, 4));
  return html`${t('“{0}” ({1}) looks at “{2}” ({3}) with', labels[query], query, labels[key], key)}
    <span><b class="number">${weight(first)}</b> (${names[0]}),</span>
    <span><b class="number">${weight(second)}</b> (${names[1]}):</span>
    <b class="number">${first === null || second === null ? '…' : signedWeight(first - second)}</b>`;
}

function canvas(look: MapLook, map: AttentionMap, name: string, signed = false): TemplateResult {
  const label = t(
    '{0}: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.',
    name,
  );
  return mapCanvas(look, { label, map, signed });
}

export const differenceOf = madeOnce(
  ({ tokens, values }: AttentionMap, other: AttentionMap): AttentionMap => ({
    tokens,
    values: values.map((value, i) => value - other.values[i]),
  }),
);
