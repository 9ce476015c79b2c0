import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import type { Connection } from '../../../src/protocol/rpc';
import type { AttentionMap, AttentionOverview, HeadParams } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';
import { Latest } from '../../ui/latest';

/** Edge length of a thumbnail in cells: more than fits the overview's squares would not be seen. */
const thumbnailSize = 48;

/** One slice that the host was asked for. The earlier one stays until its successor is there. */
class Slice<T> {
  value: T | null = null;
  problem: string | null = null;
  private key = '';
  private readonly latest = new Latest();

  constructor(private readonly changed: () => void) {}

  /** Asks unless `key` is what was asked for last. */
  want(key: string, ask: (signal: AbortSignal) => Promise<T>): void {
    if (key === this.key) return;
    this.key = key;
    void this.latest.run(
      ask,
      (value) => this.settle(value, null),
      (error) => this.settle(this.value, errorText(error)),
    );
  }

  private settle(value: T | null, problem: string | null): void {
    this.value = value;
    this.problem = problem;
    this.changed();
  }
}

/** Attention as far as the page has asked for it: the overview and one head's map. */
export class Attention {
  private readonly overviewSlice: Slice<AttentionOverview>;
  private readonly headSlice: Slice<{ params: HeadParams; map: AttentionMap }>;

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    changed: () => void,
  ) {
    this.overviewSlice = new Slice(changed);
    this.headSlice = new Slice(changed);
  }

  get overview(): AttentionOverview | null {
    return this.overviewSlice.value;
  }

  /** The map that is there, with what it is a map of. */
  get head(): { params: HeadParams; map: AttentionMap } | null {
    return this.headSlice.value;
  }

  get problem(): string | null {
    return this.headSlice.problem ?? this.overviewSlice.problem;
  }

  /** Makes sure that the overview and the head named in `params` are there or on their way. */
  want(params: HeadParams): void {
    const { runId, dropSink } = params;
    this.overviewSlice.want(`${runId} ${dropSink}`, (signal) =>
      this.host.request('attentionOverview', { runId, size: thumbnailSize, dropSink }, { signal }),
    );
    this.headSlice.want(JSON.stringify(params), async (signal) => ({
      params,
      map: await this.host.request('attentionHead', params, { signal }),
    }));
  }
}
