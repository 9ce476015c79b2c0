import { html, nothing, type TemplateResult } from 'lit';
import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import '../export/figureExport';
import { t } from '../../ui/l10n';
import type { FigureChoice } from '../export/figureExport';
import { figureSource, modelName } from '../export/figureSource';
import type { InspectorStore } from '../store';
import type { AttentionLook } from './attentionFigure';
import { comparisonOf, differenceName, differenceOf } from './comparisonView';
import { keptLine } from './keptText';
import type { MapLook } from './mapLook';
import { mapNames, pairsNote } from './textComparison';
import { tokenLabels } from './tokenLabels';
import { readingPairs, textDifference } from './tokenPairs';

/** Offers the maps that are looked at as files. */
export function mapExport(store: InspectorStore, choices: readonly FigureChoice[]): TemplateResult | typeof nothing {
  if (choices.length === 0) return nothing;
  return html`<figure-export
    .store=${store}
    heading=${choices.length > 1 ? t('Export') : t('Export this map')}
    name="attention"
    .choices=${choices}
  ></figure-export>`;
}

/** The maps that are looked at, as figures; none where one of those to compare is not there yet. */
export function mapExports(look: MapLook, name: string): FigureChoice[] {
  const { store, map, labels } = look;
  const own = figureChoice(map, { ...common(look), labels, name });
  switch (store.view.attentionView) {
    case 'beside':
    case 'difference':
      return comparedHeads(look, own);
    case 'texts':
      return comparedTexts(look, name);
    default:
      return [own];
  }
}

function comparedHeads(look: MapLook, own: FigureChoice): FigureChoice[] {
  const { store, map, labels } = look;
  const comparison = comparisonOf(look);
  if (!comparison) return [];
  const { other, names } = comparison;
  if (store.view.attentionView === 'beside') {
    const { view, ...rest } = common(look);
    return [own, figureChoice(other, { ...rest, view: { ...view, combine: null }, labels, name: names[1] })];
  }
  const name = differenceName(names);
  return [figureChoice(differenceOf(map, other), { ...common(look), labels, name, isDifference: true })];
}

function comparedTexts(look: MapLook, name: string): FigureChoice[] {
  const { store, map, reading, labels } = look;
  const { kept } = store.attention;
  if (!kept || kept.reading.runId === reading.runId) return [];
  const looks = textLooks({ store, name, labels, source: common(look).source, reading, kept: kept.reading });
  const difference = textDifference({ reading, value: map }, kept);
  return [
    figureChoice(map, looks.shown),
    figureChoice(kept.value, looks.kept),
    ...(difference && looks.difference ? [figureChoice(difference, looks.difference)] : []),
  ];
}

/** How the maps of two texts are looked at, and their difference; null where they have no tokens in common. */
export function textLooks(of: {
  store: InspectorStore;
  /** Of the map. */
  name: string;
  /** Of the shown text. */
  labels: readonly string[];
  source: readonly string[];
  reading: Reading;
  kept: Reading;
}): { shown: AttentionLook; kept: AttentionLook; difference: AttentionLook | null } {
  const { store, labels, source, reading, kept } = of;
  // Each of the pictures goes closer by itself.
  const view = { ...store.view, zoom: null };
  const names = mapNames(of.name);
  const keptLabels = tokenLabels(kept);
  const positions = (readingPairs(reading, kept) ?? []).map((pair) => pair.shown);
  const note = pairsNote(positions.length, labels.length, keptLabels.length);
  const difference = {
    ...{ view, name: names.difference, isDifference: true, positions },
    labels: positions.map((token) => labels[token]),
    source: [...source, keptLine(kept), note],
  };
  return {
    shown: { view, name: names.shown, labels, source },
    kept: { view, name: names.kept, labels: keptLabels, source: [modelName(store), keptLine(kept)] },
    difference: positions.length > 0 ? difference : null,
  };
}

const common = ({ store }: MapLook) => ({
  source: figureSource(store, store.attention.head?.appended ?? []),
  view: store.view,
});

function figureChoice(map: AttentionMap, look: AttentionLook): FigureChoice {
  const make = async () => (await import('./attentionFigure')).attentionFigure(map, look);
  return { name: look.name, make };
}
