import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import type { Connection } from '../../../src/protocol/rpc';
import type { AttentionMap, AttentionOverview, HeadParams } from '../../../src/protocol/runs';
import type { HeadChoice } from '../../drawing/overviewCanvas';
import { Slice, type SliceTokens } from './slice';

/** From here on a text's maps are shown in slices: each whole one would be some megabytes. */
export const longText = 1025;

/** Edge length of a thumbnail in cells: more than fits the overview's squares would not be seen. */
const thumbnailSize = 48;

/** Attention as far as the page has asked for it: the overview and one head's map. */
export class Attention {
  private readonly overviewSlice: Slice<AttentionOverview>;
  private readonly headSlice: Slice<AttentionMap>;

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    changed: () => void,
  ) {
    this.overviewSlice = new Slice(changed);
    this.headSlice = new Slice(changed);
  }

  get overview(): Slice<AttentionOverview>['shown'] {
    return this.overviewSlice.shown;
  }

  get head(): Slice<AttentionMap>['shown'] {
    return this.headSlice.shown;
  }

  get problem(): string | null {
    return this.headSlice.problem ?? this.overviewSlice.problem;
  }

  /** Of what takes long: weights that are not kept are computed anew. */
  get progress(): Slice<unknown>['progress'] {
    return this.overviewSlice.progress ?? this.headSlice.progress;
  }

  cancel(): void {
    this.overviewSlice.cancel();
    this.headSlice.cancel();
  }

  /**
   * Makes sure that a reading's overview and the head that is looked at are there or on their way, appended tokens included. The head of
   * a long text is not: it is shown in slices.
   */
  want(of: SliceTokens, look: HeadChoice & { dropSink: boolean }): void {
    const { runId, attention } = of.reading;
    const { dropSink } = look;
    if (!attention.available) return;
    const tokens = of.reading.tokens.ids.length + of.appended.length;
    this.overviewSlice.want(of, `${runId} ${dropSink}`, (options) =>
      this.host.request('attentionOverview', { runId, size: thumbnailSize, dropSink, tokens }, options),
    );
    if (tokens >= longText) return;
    const params: HeadParams = { runId, ...headWithin(attention, look), dropSink };
    this.headSlice.want(of, JSON.stringify(params), (options) =>
      this.host.request('attentionHead', { ...params, tokens }, options),
    );
  }
}

/** The chosen head; the first one where a choice kept from another model is beyond this one's. */
export function headWithin(
  { layers, heads }: { layers: number; heads: number },
  { layer, head }: HeadChoice,
): HeadChoice {
  const within = (chosen: number | 'mean', count: number) => (chosen === 'mean' || chosen < count ? chosen : 0);
  return { layer: within(layer, layers), head: within(head, heads) };
}
