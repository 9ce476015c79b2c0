import { html, type TemplateResult } from 'lit';
import type { AttentionCanvas } from '../../drawing/attentionCanvas';
import type { Cell } from '../../drawing/mapGeometry';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import { mapCanvas } from './mapCanvas';
import { legendKind, type MapLook } from './mapLook';
import './weightLegend';

/** Queries by keys, with a crosshair. */
export function mapView(look: MapLook): TemplateResult {
  const { cell } = look;
  const label = t(
    'Attention map: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.',
  );
  return html`<div class="above">
      <p aria-live="polite" class="readout">
        ${cell ? cellReadout(look, cell) : t('Point at a cell to read its weight.')}
      </p>
      ${zoomButtons(look)}
    </div>
    ${mapCanvas(look, { label, map: look.map })}
    <weight-legend .kind=${legendKind(look)}></weight-legend>`;
}

/** They act on the first map; others have the same part in sight. */
export function zoomButtons({ store }: Pick<MapLook, 'store'>): TemplateResult {
  const button = (label: string, text: string, act: (canvas: AttentionCanvas | null) => void) => html`<vscode-button
    appearance="secondary"
    aria-label=${label}
    title=${label}
    @click=${({ currentTarget }: Event) =>
      act((currentTarget as Element).closest('.map')?.querySelector<AttentionCanvas>('attention-canvas') ?? null)}
    >${text}</vscode-button
  >`;
  return html`${button(t('Closer'), '+', (canvas) => canvas?.zoomBy(1.6))}
  ${button(t('Farther'), '−', (canvas) => canvas?.zoomBy(1 / 1.6))}
  ${button(t('Show all'), t('All'), () => store.look({ zoom: null }))}`;
}

function cellReadout({ map, labels }: MapLook, { query, key }: Cell): TemplateResult | string {
  if (key > query) return cannotSee(labels, { query, key });
  return html`${t('“{0}” ({1}) looks at “{2}” ({3}) with', labels[query], query, labels[key], key)}
    <b class="number">${decimal(map.values[query * map.tokens + key], 4)}</b>`;
}

/** A difference of weights. */
export const signedWeight = (value: number) => `${value > 0 ? '+' : ''}${decimal(value, 4)}`;

export function cannotSee(labels: readonly string[], { query, key }: Cell): string {
  return t('“{0}” ({1}) comes before “{2}” ({3}) and cannot see it.', labels[query], query, labels[key], key);
}
