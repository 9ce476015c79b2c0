import { isCancelled } from '../../../src/protocol/errors';
import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import { Latest } from '../../../src/protocol/latest';
import type { Connection } from '../../../src/protocol/rpc';
import type { AttentionMap, AttentionOverview, HeadParams, HeadProbe, Reading } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';
import type { InspectorView } from '../view';
import { headWithin, type MapChoice, mapParams, type OtherChoice } from './mapChoice';

/** Edge length of a thumbnail in cells: more than fits the overview's squares would not be seen. */
const thumbnailSize = 48;

/** One slice that the host was asked for, with the reading it is of. The earlier one stays until its successor is there. */
class Slice<T> {
  shown: { reading: Reading; value: T } | null = null;
  problem: string | null = null;
  private key = '';
  private readonly latest = new Latest();

  constructor(private readonly changed: () => void) {}

  /** Asks unless `key` is what was asked for last. What failed is asked for again. */
  want(reading: Reading, key: string, ask: (signal: AbortSignal) => Promise<T>): void {
    if (key === this.key) return;
    this.key = key;
    void this.latest.run(ask, {
      done: (value) => {
        this.shown = { reading, value };
        this.problem = null;
        this.changed();
      },
      failed: (error) => {
        this.key = '';
        this.problem = isCancelled(error) ? null : errorText(error);
        this.changed();
      },
    });
  }
}

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

  get overview(): Slice<AttentionOverview>['shown'] {
    return this.overviewSlice.shown;
  }

  get head(): Slice<AttentionMap>['shown'] {
    return this.headSlice.shown;
  }

  /** The head that is compared with. */
  get other(): Slice<AttentionMap>['shown'] {
    return this.otherSlice.shown;
  }

  /** The shown map of the kept reading. */
  get kept(): Slice<AttentionMap>['shown'] {
    return this.keptSlice.shown;
  }

  /** Of that reading's model. */
  probe({ model }: Reading): HeadProbe | null {
    const { shown } = this.probeSlice;
    return shown?.reading.model === model ? shown.value : null;
  }

  get problem(): string | null {
    const slices = [this.headSlice, this.otherSlice, this.keptSlice, this.overviewSlice, this.probeSlice];
    return slices.find(({ problem }) => problem !== null)?.problem ?? null;
  }

  /** Makes sure that a reading's overview and what is looked at are there or on their way. */
  want(reading: Reading, look: AttentionLook, kept: Reading | null): void {
    const { runId, model, attention } = reading;
    const { dropSink } = look;
    if (!attention.available) return;
    this.overviewSlice.want(reading, `${runId} ${dropSink}`, (signal) =>
      this.host.request('attentionOverview', { runId, size: thumbnailSize, dropSink }, { signal }),
    );
    const map = (slice: Slice<AttentionMap>, params: HeadParams, of = reading) =>
      slice.want(of, JSON.stringify(params), (signal) => this.host.request('attentionHead', params, { signal }));
    map(this.headSlice, { runId, ...mapParams(attention, look), dropSink });
    if (look.attentionView === 'beside' || look.attentionView === 'difference') {
      const other = headWithin(attention, { layer: look.otherLayer, head: look.otherHead });
      map(this.otherSlice, { runId, ...other, dropSink });
    }
    if (look.attentionView === 'texts' && kept && isComparable(kept, reading)) {
      map(this.keptSlice, { runId: kept.runId, ...mapParams(attention, look), dropSink }, kept);
    }
    if (look.findOn === 'probe') {
      this.probeSlice.want(reading, model, (signal) => this.host.request('probeHeads', { model }, { signal }));
    }
  }
}

/** Whether two readings are of the same heads. */
export const isComparable = (kept: Reading, { model }: Reading) => kept.attention.available && kept.model === model;
