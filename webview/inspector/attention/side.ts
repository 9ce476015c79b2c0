import { html, type TemplateResult } from 'lit';
import type { LoupeDropdown } from '../../ui/dropdown';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';
import { largestWeights } from './readings';

/** A token's row: what it looks at; or its column: who looks at it. */
export type Side = 'row' | 'column';

export function sideControl(store: InspectorStore): TemplateResult {
  return html`<loupe-dropdown
    label=${t('Of the token')}
    .options=${[
      { value: 'row', label: t('what it looks at (row)') },
      { value: 'column', label: t('who looks at it (column)') },
    ]}
    .value=${store.view.attentionSide}
    @change=${(event: Event) => store.look({ attentionSide: (event.target as LoupeDropdown).value as Side })}
  ></loupe-dropdown>`;
}

/**
 * A token's largest weights in a sentence.
 *
 * @param weights [T] its row or its column
 */
export function sideReadout(
  labels: readonly string[],
  token: number,
  weights: Float32Array,
  side: Side,
): TemplateResult | string {
  const largest = largestWeights(weights, 3);
  const isRow = side === 'row';
  if (largest.length === 0) {
    return isRow
      ? t('“{0}” ({1}) looks at nothing.', labels[token], token)
      : t('Nothing looks at “{0}” ({1}).', labels[token], token);
  }
  const start = isRow
    ? t('“{0}” ({1}) looks at', labels[token], token)
    : t('“{0}” ({1}) is looked at by', labels[token], token);
  return html`${start}
  ${largest.map(
    ({ token: other, weight }, i) =>
      html`<span>“${labels[other]}” (${other}) <b class="number">${decimal(weight, 4)}</b>${i < largest.length - 1 ? ',' : ''}</span> `,
  )}`;
}
