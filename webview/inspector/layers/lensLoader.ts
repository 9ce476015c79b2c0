import { Emitter } from '../../../src/protocol/disposable';
import { isCancelled } from '../../../src/protocol/errors';
import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import { Latest } from '../../../src/protocol/latest';
import type { LensParams } from '../../../src/protocol/lens';
import type { Connection } from '../../../src/protocol/rpc';
import type { Reading } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';
import type { InspectorStore } from '../store';
import { blockSize, LensTable } from './lensTable';

/** Best tokens of a cell. */
const topCount = 5;

/** Gets the lens from the host, those blocks that are looked at; one after the other, so that what scrolled away is not waited for. */
export class LensLoader {
  readonly changed = new Emitter<void>();
  /** The earlier one until a block of its successor is there. */
  shown: LensTable | null = null;
  problem: string | null = null;
  private table: LensTable | null = null;
  private wanted: number[] = [];
  private asked = -1;
  private readonly latest = new Latest();

  constructor(private readonly host: Connection<InspectorViewApi, InspectorHostApi>) {}

  /**
   * Makes sure that the blocks of positions `first` … `end` − 1 are there or on their way. What failed is asked for again: to be
   * called with news, not with each rendering.
   */
  want(reading: Reading, follow: LensParams['follow'], { first, end }: { first: number; end: number }): void {
    if (!this.table?.isOf(reading, follow)) {
      this.latest.abort();
      this.table = new LensTable(reading, follow);
    }
    // The grid may still show a longer text.
    const last = this.table.positions - 1;
    const [from, to] = [first, end - 1].map((position) => Math.floor(Math.min(position, last) / blockSize));
    this.wanted = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    if (this.latest.running && !this.wanted.includes(this.asked)) this.latest.abort();
    this.next();
  }

  private next(): void {
    const { table } = this;
    const block = this.wanted.find((wanted) => !table?.has(wanted));
    if (!table || block === undefined || this.latest.running) return;
    this.asked = block;
    const { runId } = table.reading;
    const first = block * blockSize;
    const params = { runId, first, end: first + blockSize, topK: topCount, follow: table.follow };
    void this.latest.run((signal) => this.host.request('lens', params, { signal }), {
      done: (lens) => {
        table.add(block, lens);
        this.shown = table;
        this.problem = null;
        this.changed.fire();
        this.next();
      },
      failed: (error) => {
        this.problem = isCancelled(error) ? null : errorText(error);
        this.changed.fire();
      },
    });
  }
}

const loaders = new WeakMap<InspectorStore, LensLoader>();

/** The page's one: what came stays when another tab is looked at. */
export function lensLoader(store: InspectorStore): LensLoader {
  const loader = loaders.get(store) ?? new LensLoader(store.host);
  loaders.set(store, loader);
  return loader;
}
