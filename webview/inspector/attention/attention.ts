import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import type { Connection } from '../../../src/protocol/rpc';
import type { AttentionMap, AttentionOverview, HeadParams, HeadProbe, Reading } from '../../../src/protocol/runs';
import type { InspectorView } from '../view';
import { headWithin, type MapChoice, mapParams, type OtherChoice } from './mapChoice';
import { Slice, type SliceProgress, type SliceTokens } from './slice';

/** Most tokens of a text whose maps are had whole; those of a longer one are shown in slices. */
const mostWhole = 1024;

const isLong = ({ tokens }: Reading, appended = 0) => tokens.ids.length + appended > mostWhole;

/** Whether what is looked at is had in slices: a long text's map, or that of one which is compared with a long one. */
export function isSliced(
  { reading, appended }: SliceTokens,
  { attentionView }: Pick<InspectorView, 'attentionView'>,
  kept: Reading | null,
): boolean {
  const other = attentionView === 'texts' && kept && isComparable(kept, reading) ? kept : null;
  return isLong(reading, appended.length) || (other !== null && isLong(other));
}

/** Edge length of a thumbnail in cells: more than fits the overview's squares would not be seen. */
const thumbnailSize = 48;

type AttentionLook = MapChoice & OtherChoice & Pick<InspectorView, 'dropSink' | 'findOn' | 'attentionView'>;

/** Attention as far as the page has asked for it: the overview, one map, and what heads do on the probe. */
export class Attention {
  private readonly overviewSlice: Slice<AttentionOverview>;
  private readonly headSlice: Slice<AttentionMap>;
  private readonly otherSlice: Slice<AttentionMap>;
  private readonly keptSlice: Slice<AttentionMap>;
  private readonly probeSlice: Slice<HeadProbe>;

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    changed: () => void,
  ) {
    this.overviewSlice = new Slice(changed);
    this.headSlice = new Slice(changed);
    this.otherSlice = new Slice(changed);
    this.keptSlice = new Slice(changed);
    this.probeSlice = new Slice(changed);
  }

  /** Whether the shown map is the chosen one, not one that stays until that is there. */
  get isCurrent(): boolean {
    return this.headSlice.isCurrent;
  }

  get overview(): Slice<AttentionOverview>['shown'] {
    return this.overviewSlice.shown;
  }

  get head(): Slice<AttentionMap>['shown'] {
    return this.headSlice.shown;
  }

  /** The head to compare with, of the tokens that the shown map has; null until both are there. */
  get other(): AttentionMap | null {
    const other = this.otherSlice.isCurrent ? this.otherSlice.shown : null;
    return this.isCurrent && other?.value.tokens === this.head?.value.tokens ? (other?.value ?? null) : null;
  }

  /** The shown map of the kept reading; null until both are there. */
  get kept(): Slice<AttentionMap>['shown'] {
    return this.isCurrent && this.keptSlice.isCurrent ? this.keptSlice.shown : null;
  }

  /** Of that reading's model. */
  probe({ model }: Reading): HeadProbe | null {
    const { shown } = this.probeSlice;
    return shown?.reading.model === model ? shown.value : null;
  }

  get problem(): string | null {
    return this.slices.find(({ problem }) => problem !== null)?.problem ?? null;
  }

  /** Of what takes long: weights that are not kept are computed anew. */
  get progress(): SliceProgress | null {
    return this.slices.find(({ progress }) => progress !== null)?.progress ?? null;
  }

  cancel(): void {
    for (const slice of this.slices) slice.cancel();
  }

  private get slices(): (Slice<AttentionMap> | Slice<AttentionOverview> | Slice<HeadProbe>)[] {
    return [this.headSlice, this.otherSlice, this.keptSlice, this.overviewSlice, this.probeSlice];
  }

  /**
   * Makes sure that a reading's overview and what is looked at are there or on their way, appended tokens included. Maps of a long text
   * are not: they are shown in slices.
   *
   * @param kept to compare with
   */
  want(of: SliceTokens, look: AttentionLook, kept: Reading | null): void {
    const { runId, model, attention } = of.reading;
    const { dropSink } = look;
    if (!attention.available) return;
    const tokens = of.reading.tokens.ids.length + of.appended.length;
    this.overviewSlice.want(of, `${runId} ${dropSink}`, (options) =>
      this.host.request('attentionOverview', { runId, size: thumbnailSize, dropSink, tokens }, options),
    );
    if (look.findOn === 'probe') {
      this.probeSlice.want({ reading: of.reading, appended: [] }, model, (options) =>
        this.host.request('probeHeads', { model }, { signal: options.signal }),
      );
    } else this.probeSlice.drop();
    const isWhole = !isSliced(of, look, kept);
    const comparesHeads = look.attentionView === 'beside' || look.attentionView === 'difference';
    const comparesTexts = look.attentionView === 'texts' && kept && isComparable(kept, of.reading);
    if (!isWhole) this.headSlice.drop();
    if (!isWhole || !comparesHeads) this.otherSlice.drop();
    if (!isWhole || !comparesTexts) this.keptSlice.drop();
    if (!isWhole) return;
    const map = (slice: Slice<AttentionMap>, params: HeadParams, tokensOf = of) =>
      slice.want(tokensOf, JSON.stringify(params), (options) => {
        const { reading, appended } = tokensOf;
        return this.host.request(
          'attentionHead',
          { ...params, tokens: reading.tokens.ids.length + appended.length },
          options,
        );
      });
    map(this.headSlice, { runId, ...mapParams(attention, look), dropSink });
    if (comparesHeads) {
      const other = headWithin(attention, { layer: look.otherLayer, head: look.otherHead });
      map(this.otherSlice, { runId, ...other, dropSink });
    }
    if (comparesTexts) {
      const params = { runId: kept.runId, ...mapParams(attention, look), dropSink };
      map(this.keptSlice, params, { reading: kept, appended: [] });
    }
  }
}

/** Whether two readings are of the same heads. */
export const isComparable = (kept: Reading, { model }: Reading) => kept.attention.available && kept.model === model;
