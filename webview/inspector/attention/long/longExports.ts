import type { AttentionSlice, Reading } from '../../../../src/protocol/runs';
import type { Zoom } from '../../../drawing/mapGeometry';
import type { FigureChoice } from '../../export/figureExport';
import { figureSource } from '../../export/figureSource';
import type { InspectorStore } from '../../store';
import { attendedLabels } from '../attendedLabels';
import type { AttentionLook } from '../attentionFigure';
import { differenceName } from '../comparisonView';
import { differenceSlices } from './differenceSlices';
import type { LongLoader } from './longLoader';

interface LongPicture {
  /** For people. */
  name: string;
  loader: LongLoader;
}

/** What is looked at of a long text. */
export interface LongPictures {
  store: InspectorStore;
  reading: Reading;
  /** Of the pictures. */
  zoom: Zoom | null;
  own: LongPicture;
  /** That it is compared with. */
  other?: LongPicture;
}

/** The pictures that are looked at, as figures: of each the most exact part. */
export function longExports({ store, reading, zoom, own, other }: LongPictures): FigureChoice[] {
  const view = { ...store.view, zoom };
  const { appended = [] } = own.loader.whole.shown ?? {};
  const common = { labels: attendedLabels(reading, appended), source: figureSource(store, appended), view };
  const ownChoice = sliceChoice(own.loader.pictures, { ...common, name: own.name });
  if (!other) return ownChoice;
  if (view.attentionView === 'beside') {
    const otherView = { ...view, combine: null };
    return [...ownChoice, ...sliceChoice(other.loader.pictures, { ...common, name: other.name, view: otherView })];
  }
  const name = differenceName([own.name, other.name]);
  const slices = differenceSlices(own.loader.pictures, other.loader.pictures);
  return sliceChoice(slices, { ...common, name, isDifference: true });
}

/** None where no slice is there. */
export function sliceChoice(slices: readonly AttentionSlice[], look: AttentionLook): FigureChoice[] {
  const slice = slices.at(-1);
  if (!slice) return [];
  const make = async () => (await import('../attentionFigure')).sliceFigure(slice, look);
  return [{ name: look.name, make }];
}
