import { html, type TemplateResult } from 'lit';
import type { AttentionSlice } from '../../../src/protocol/runs';
import type { LoupeDropdown } from '../../ui/dropdown';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';
import type { InspectorView } from '../view';

/** What a cell of a picture stands for, for people. */
export function cellNote(slices: readonly AttentionSlice[]): string {
  const block = slices.at(-1)?.block ?? 1;
  if (block === 1) return t('Exact: a cell is one weight.');
  return t('Reduced: a cell stands for {0} × {0} weights. Go closer for each.', block);
}

export const isReduced = (slices: readonly AttentionSlice[]) => (slices.at(-1)?.block ?? 1) > 1;

/** Of a difference. */
export const apartNote = () => t('Each map is reduced by itself.');

/** Which value such a cell shows. */
export function poolingChoice(store: InspectorStore, label: string): TemplateResult {
  return html`<loupe-dropdown
    label=${label}
    .options=${[{ value: 'max', label: t('the largest') }, { value: 'mean', label: t('their mean') }]}
    .value=${store.view.pooling}
    @change=${(event: Event) => store.look({ pooling: (event.target as LoupeDropdown).value as InspectorView['pooling'] })}
  ></loupe-dropdown>`;
}
