import { html, type TemplateResult } from 'lit';
import type { InspectorHostApi, InspectorViewApi } from '../../../../src/protocol/inspectorApi';
import type { Connection } from '../../../../src/protocol/rpc';
import type { Reading } from '../../../../src/protocol/runs';
import { t } from '../../../ui/l10n';
import type { FigureChoice } from '../../export/figureExport';
import type { CanvasLook } from '../mapCanvas';
import { textLooks } from '../mapExports';
import { poolingChoice } from '../reduction';
import '../textComparison';
import type { ComparedText, ComparedTexts, SightEvent, TextsSight } from '../textComparison';
import { tokenLabels } from '../tokenLabels';
import { readingPairs } from '../tokenPairs';
import { differenceSlices } from './differenceSlices';
import { sliceChoice } from './longExports';
import { LongLoader, type LongLook } from './longLoader';

/** The text that is shown, and its map. */
export interface ShownText {
  reading: Reading;
  loader: LongLoader;
  /** For people. */
  name: string;
  look: CanvasLook;
}

/** What a kept text's map, and how it differs, is made from beside a text's own, where one of them is long. */
export class LongTexts {
  /** Of the kept text; and of the tokens of both, in either. */
  private readonly kept: LongLoader;
  private readonly shownCommon: LongLoader;
  private readonly keptCommon: LongLoader;
  private sight: TextsSight | null = null;
  /** Those of which something is wanted. */
  loaders: readonly LongLoader[] = [];

  constructor(
    host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {
    const loader = () => new LongLoader(host, changed);
    [this.kept, this.shownCommon, this.keptCommon] = [loader(), loader(), loader()];
  }

  /** Makes sure that what is looked at is there or on its way. */
  want(
    shown: Reading,
    kept: Reading,
    { layer, head, combine, dropSink, pooling }: Omit<LongLook, 'zoom' | 'focus' | 'query' | 'lines'>,
  ): void {
    const { keptCell = null, zooms = null } = this.sight ?? {};
    const look = { layer, head, combine, dropSink, pooling, focus: null, query: null, lines: null };
    const ofKept = { reading: kept, appended: [] };
    this.kept.want(ofKept, { ...look, query: keptCell?.query ?? null, zoom: zooms?.kept ?? null });
    const pairs = readingPairs(shown, kept);
    const hasCommon = pairs !== null && pairs.length > 0;
    this.loaders = hasCommon ? [this.kept, this.shownCommon, this.keptCommon] : [this.kept];
    if (!hasCommon) return;
    const common = { ...look, zoom: zooms?.difference ?? null };
    const among = (side: 'shown' | 'kept') => ({
      name: `${shown.runId} ${kept.runId}`,
      positions: pairs.map((pair) => pair[side]),
    });
    this.shownCommon.want({ reading: shown, appended: [] }, { ...common, among: among('shown') });
    this.keptCommon.want(ofKept, { ...common, among: among('kept') });
  }

  drop(): void {
    this.sight = null;
    for (const loader of [this.kept, this.shownCommon, this.keptCommon]) loader.drop();
    this.loaders = [];
  }

  /** Null until the kept text's map is there. */
  view({ reading, loader, name, look }: ShownText, kept: Reading): TemplateResult | null {
    if (!loader.whole.isCurrent || !this.kept.whole.isCurrent) return null;
    const slices = this.difference;
    const texts: ComparedTexts = {
      ...{ look, name, pairs: readingPairs(reading, kept) },
      shown: sliced(loader, look.labels),
      kept: sliced(this.kept, tokenLabels(kept)),
      difference: slices.length > 0 ? { slices } : null,
    };
    const see = ({ detail }: SightEvent) => {
      this.sight = detail;
      if (look.store.view.zoom !== detail.zooms.shown) look.store.look({ zoom: detail.zooms.shown });
      this.changed();
    };
    return html`<p class="reduction row">${poolingChoice(look.store, t('A reduced cell shows'))}</p>
      <text-comparison .texts=${texts} @sightchange=${see}></text-comparison>`;
  }

  /** None until the pictures of both are there. */
  exports(
    { reading, loader, name, look: { store, labels } }: ShownText,
    kept: Reading,
    source: readonly string[],
  ): FigureChoice[] {
    if (!loader.whole.isCurrent || !this.kept.whole.isCurrent) return [];
    const looks = textLooks({ store, name, labels, source, reading, kept });
    return [
      ...sliceChoice(loader.pictures, looks.shown),
      ...sliceChoice(this.kept.pictures, looks.kept),
      ...(looks.difference ? sliceChoice(this.difference, looks.difference) : []),
    ];
  }

  private get difference() {
    const { shownCommon, keptCommon } = this;
    if (!shownCommon.whole.isCurrent || !keptCommon.whole.isCurrent) return [];
    return differenceSlices(shownCommon.pictures, keptCommon.pictures);
  }
}

const sliced = (loader: LongLoader, labels: readonly string[]): ComparedText => ({
  labels,
  picture: { slices: loader.pictures },
  weightAt: (cell) => loader.weightAt(cell),
});
