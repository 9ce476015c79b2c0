import { Emitter } from '../../../src/protocol/disposable';
import { isCancelled } from '../../../src/protocol/errors';
import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import { Latest } from '../../../src/protocol/latest';
import type { Lens, LensParams } from '../../../src/protocol/lens';
import type { Connection } from '../../../src/protocol/rpc';
import { errorText } from '../../ui/errorText';
import type { SliceTokens } from '../attention/slice';
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
  /** What is wanted of more or fewer tokens, once what is on its way is there: tokens may come faster than it. */
  private waiting: (() => void) | null = null;
  private readonly latest = new Latest();

  constructor(private readonly host: Connection<InspectorViewApi, InspectorHostApi>) {}

  /**
   * Makes sure that the blocks of positions `first` … `end` − 1 are there or on their way. What failed is asked for again: to be
   * called with news, not with each rendering.
   */
  want(of: SliceTokens, follow: LensParams['follow'], span: { first: number; end: number }): void {
    const { reading, appended } = of;
    this.waiting = null;
    if (!this.table?.isOf(reading, follow)) {
      this.latest.abort();
      this.table = new LensTable(reading, follow, appended);
    } else if (!this.table.endsWith(appended)) {
      if (this.latest.running) {
        this.waiting = () => this.want(of, follow, span);
        return;
      }
      this.table = this.table.withAppended(appended);
    }
    this.wanted = blocksOf(this.table, span);
    if (this.latest.running && !this.wanted.includes(this.asked)) this.latest.abort();
    this.show();
    this.next();
  }

  /** Gets what a table misses of the positions `first` … `end` − 1, beside what is on its way; what came before a cancellation stays. */
  async complete(
    table: LensTable,
    span: { first: number; end: number },
    { signal, progress }: { signal: AbortSignal; progress(share: number): void },
  ): Promise<void> {
    const missing = blocksOf(table, span).filter((block) => !table.has(block));
    try {
      for (const [done, block] of missing.entries()) {
        progress(done / missing.length);
        if (!table.has(block)) table.add(block, await this.request(table, block, signal));
      }
    } finally {
      this.changed.fire();
    }
  }

  /** Takes the new table in place of the earlier one where it has all that is wanted already. */
  private show(): void {
    const { table } = this;
    if (table === this.shown || !table || !this.wanted.every((block) => table.has(block))) return;
    this.shown = table;
    this.changed.fire();
  }

  private next(): void {
    const { table } = this;
    const block = this.wanted.find((wanted) => !table?.has(wanted));
    if (!table || block === undefined || this.latest.running) return;
    this.asked = block;
    void this.latest.run((signal) => this.request(table, block, signal), {
      done: (lens) => {
        table.add(block, lens);
        this.shown = table;
        this.problem = null;
        this.changed.fire();
        this.goOn();
      },
      failed: (error) => {
        this.problem = isCancelled(error) ? null : errorText(error);
        this.changed.fire();
        this.waiting?.();
      },
    });
  }

  private request({ reading, positions, follow }: LensTable, block: number, signal: AbortSignal): Promise<Lens> {
    const first = block * blockSize;
    const end = Math.min(first + blockSize, positions);
    return this.host.request('lens', { runId: reading.runId, first, end, topK: topCount, follow }, { signal });
  }

  private goOn(): void {
    if (this.waiting) this.waiting();
    else this.next();
  }
}

/** The blocks of positions `first` … `end` − 1, as far as the table goes: a grid may still show a longer text. */
function blocksOf({ positions }: LensTable, { first, end }: { first: number; end: number }): number[] {
  const [from, to] = [first, end - 1].map((position) => Math.floor(Math.min(position, positions - 1) / blockSize));
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const loaders = new WeakMap<InspectorStore, LensLoader>();

/** The page's one: what came stays when another tab is looked at. */
export function lensLoader(store: InspectorStore): LensLoader {
  const loader = loaders.get(store) ?? new LensLoader(store.host);
  loaders.set(store, loader);
  return loader;
}
