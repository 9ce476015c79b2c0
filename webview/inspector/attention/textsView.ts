import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../ui/l10n';
import { missingSlice } from '../emptyState';
import { isComparable, isLong } from './attention';
import { keptText } from './keptText';
import { mapName } from './mapControls';
import type { MapLook } from './mapLook';
import './textComparison';

/** The same map of the text and of one that was kept. */
export function textsView(look: MapLook): TemplateResult {
  const { store, reading } = look;
  return html`${keptText(store, reading)} ${comparison(look)}`;
}

function comparison(look: MapLook): TemplateResult | typeof nothing {
  const { store, reading } = look;
  const { keptReading: kept, attention, view } = store;
  const counts = reading.attention;
  if (!kept || !counts.available) return nothing;
  if (kept.runId === reading.runId) {
    return html`<p class="faint">${t('This is the kept text: inspect another to compare the two.')}</p>`;
  }
  if (!isComparable(kept, reading)) {
    return html`<p class="faint">${t('The kept text was read by another model, whose heads are not these.')}</p>`;
  }
  if (isLong(kept))
    return html`<p class="faint">${t('The kept text has more than 1,024 tokens, too many to compare.')}</p>`;
  if (!attention.kept) return missingSlice(store, attention.problem);
  return html`<text-comparison
    .look=${look}
    .kept=${attention.kept}
    name=${mapName(view, counts)}
  ></text-comparison>`;
}
