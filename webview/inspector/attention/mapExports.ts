import { html, nothing, type TemplateResult } from 'lit';
import type { AttentionMap } from '../../../src/protocol/runs';
import '../export/figureExport';
import { t } from '../../ui/l10n';
import type { FigureChoice } from '../export/figureExport';
import { figureSource, modelName } from '../export/figureSource';
import type { GridFigure } from '../export/gridFigure';
import type { InspectorStore } from '../store';
import type { AttentionLook } from './attentionFigure';
import { comparisonOf, differenceName, differenceOf } from './comparisonView';
import { keptLine } from './keptText';
import type { MapLook } from './mapLook';
import { mapNames, pairsNote } from './textComparison';
import { tokenLabels } from './tokenLabels';
import { pairedMaps } from './tokenPairs';

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

function comparedTexts(look: MapLook, map: string): FigureChoice[] {
  const { store, reading, labels } = look;
  const { kept } = store.attention;
  if (!kept || kept.reading.runId === reading.runId) return [];
  // Each of the pictures goes closer by itself.
  const { source, ...rest } = common(look);
  const view = { ...rest.view, zoom: null };
  const names = mapNames(map);
  const paired = pairedMaps({ reading, value: look.map }, kept);
  const keptLook = { labels: tokenLabels(kept.reading), source: [modelName(store), keptLine(kept.reading)] };
  const both = [
    figureChoice(look.map, { labels, source, view, name: names.shown }),
    figureChoice(kept.value, { ...keptLook, view, name: names.kept }),
  ];
  if (!paired || paired.pairs.length === 0) return both;
  const numbers = paired.pairs.map((pair) => pair.shown);
  const difference: AttentionLook = {
    labels: numbers.map((token) => labels[token]),
    source: [...source, keptLine(kept.reading), pairsNote(paired, [look.map, kept.value])],
    ...{ view, name: names.difference, isDifference: true },
  };
  return [...both, figureChoice(paired.difference, difference, (figure) => numbered(figure, numbers))];
}

const common = ({ store }: MapLook) => ({
  source: figureSource(store, store.attention.head?.appended ?? []),
  view: store.view,
});

function figureChoice(
  map: AttentionMap,
  look: AttentionLook,
  finish: (figure: GridFigure) => GridFigure = (figure) => figure,
): FigureChoice {
  const make = async () => finish((await import('./attentionFigure')).attentionFigure(map, look));
  return { name: look.name, make };
}

/** By the tokens' places in their text. */
const numbered = ({ rows, columns, ...figure }: GridFigure, numbers: readonly number[]): GridFigure => ({
  ...figure,
  rows: { ...rows, numbers },
  columns: { ...columns, numbers },
});
