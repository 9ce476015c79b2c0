import { html, type nothing, type TemplateResult } from 'lit';
import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import { t } from '../../ui/l10n';
import { missingSlice } from '../emptyState';
import type { InspectorStore } from '../store';
import { isComparable } from './attention';
import { keptText } from './keptText';
import { mapName } from './mapControls';
import type { MapLook } from './mapLook';
import './textComparison';
import type { ComparedText, ComparedTexts } from './textComparison';
import { tokenLabels } from './tokenLabels';
import { readingPairs, textDifference } from './tokenPairs';

/** The same map of the text and of one that was kept. */
export function textsView(look: MapLook): TemplateResult {
  const { store, reading } = look;
  return keptView(store, reading, keptToCompare(store, reading) && comparison(look));
}

/** The kept reading, where its maps can be compared with those of the shown one. */
export function keptToCompare({ keptReading: kept }: InspectorStore, shown: Reading): Reading | null {
  return kept && kept.runId !== shown.runId && isComparable(kept, shown) ? kept : null;
}

/** Which text is kept, and what is made of it and the shown one; or why nothing is. */
export function keptView(
  store: InspectorStore,
  reading: Reading,
  compared: TemplateResult | typeof nothing | null,
): TemplateResult {
  return html`${keptText(store, reading)} ${compared ?? keptNote(store, reading)}`;
}

function keptNote({ keptReading: kept }: InspectorStore, shown: Reading): TemplateResult | null {
  if (!kept) return null;
  const text =
    kept.runId === shown.runId
      ? t('This is the kept text: inspect another to compare the two.')
      : t('The kept text was read by another model, whose heads are not these.');
  return html`<p class="faint">${text}</p>`;
}

function comparison(look: MapLook): TemplateResult | typeof nothing {
  const { store, reading, map, labels } = look;
  const { attention, view } = store;
  const { kept } = attention;
  if (!kept || !reading.attention.available) return missingSlice(store, attention.problem);
  const difference = textDifference({ reading, value: map }, kept);
  const texts: ComparedTexts = {
    look,
    name: mapName(view, reading.attention),
    shown: comparedMap(map, labels),
    kept: comparedMap(kept.value, tokenLabels(kept.reading)),
    pairs: readingPairs(reading, kept.reading),
    difference: difference && { map: difference },
  };
  return html`<text-comparison .texts=${texts}></text-comparison>`;
}

const comparedMap = (map: AttentionMap, labels: readonly string[]): ComparedText => ({
  labels,
  picture: { map },
  weightAt: ({ query, key }) => map.values[query * map.tokens + key],
});
