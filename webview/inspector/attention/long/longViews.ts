import { html, nothing, type TemplateResult } from 'lit';
import type { AttentionSlice } from '../../../../src/protocol/runs';
import { valueAt } from '../../../drawing/mapSlices';
import { decimal } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { comparedWeights, differenceName } from '../comparisonView';
import { type CanvasLook, mapCanvas } from '../mapCanvas';
import { legendKind } from '../mapLook';
import { cannotSee, zoomButtons } from '../mapView';
import { apartNote, cellNote, isReduced, poolingChoice } from '../reduction';
import '../weightLegend';
import { differenceSlices } from './differenceSlices';
import type { LongLoader } from './longLoader';

/** Queries by keys, reduced as far as there is no room for each weight, with a crosshair. */
export function longMapView(look: CanvasLook, loader: LongLoader): TemplateResult {
  const label = t(
    'Attention map: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.',
  );
  return html`<div class="above">
      <p aria-live="polite" class="readout">${readout(look, loader)}</p>
      ${zoomButtons(look)}
    </div>
    ${reduction(look, loader.pictures)} ${mapCanvas(look, { label, slices: loader.pictures })}
    <weight-legend .kind=${legendKind(look)}></weight-legend>`;
}

/** The shown head and another one, or the one minus the other. */
export function longComparisonView(
  look: CanvasLook,
  [own, other]: [LongLoader, LongLoader],
  names: [string, string],
): TemplateResult {
  const { store, labels, cell } = look;
  const weights = [own, other].map((loader) => cell && loader.weightAt(cell)) as [number | null, number | null];
  const figure = (name: string, slices: readonly AttentionSlice[], signed = false) => {
    const label = t(
      '{0}: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.',
      name,
    );
    return html`<figure><figcaption>${name}</figcaption>${mapCanvas(look, { label, slices, signed })}</figure>`;
  };
  const isDifference = store.view.attentionView === 'difference';
  return html`<div class="above">
      <p aria-live="polite" class="readout compared">${comparedWeights(labels, cell, weights, names)}</p>
      ${zoomButtons(look)}
    </div>
    ${reduction(look, own.pictures, isDifference)}
    ${
      isDifference
        ? figure(differenceName(names), differenceSlices(own.pictures, other.pictures), true)
        : html`<div class="beside">${figure(names[0], own.pictures)}${figure(names[1], other.pictures)}</div>`
    }
    <weight-legend .kind=${isDifference ? 'difference' : legendKind(look)}></weight-legend>`;
}

/** Says what a cell of the picture is, and lets the reader choose. */
function reduction({ store }: CanvasLook, pictures: readonly AttentionSlice[], isDifference = false): TemplateResult {
  if (!isReduced(pictures)) return html`<p class="reduction faint">${cellNote(pictures)}</p>`;
  return html`<p class="reduction row">
    <span>${cellNote(pictures)}</span>
    ${poolingChoice(store, t('It shows'))}
    ${isDifference ? html`<span class="faint">${apartNote()}</span>` : nothing}
  </p>`;
}

function readout({ labels, cell }: CanvasLook, loader: LongLoader): TemplateResult | string {
  if (!cell) return t('Point at a cell to read its weight.');
  const { query, key } = cell;
  if (key > query) return cannotSee(labels, cell);
  const weight = loader.weightAt(cell);
  const top = loader.pictures[loader.pictures.length - 1];
  const pooled = top.block > 1 && loader.whole.isCurrent ? valueAt(top, cell) : null;
  return html`${t('“{0}” ({1}) looks at “{2}” ({3}) with', labels[query], query, labels[key], key)}
    <b class="number">${weight === null ? '…' : decimal(weight, 4)}</b>
    ${pooled === null ? nothing : html`<span class="faint number">${t('(its cell: {0})', decimal(pooled, 4))}</span>`}`;
}
