import { type Disposable, DisposableStore, Emitter } from '../protocol/disposable';
import { isCancelled, LoupeError } from '../protocol/errors';
import { type DownloadOptions, deleteModel, downloadModel } from './download';
import { type DownloadRecord, downloadedId, totalBytes } from './downloadRecord';
import { bytesOfPart } from './fileDownload';
import { isFolderLocked } from './folderLock';
import type { HubConnection } from './hubConnection';
import type { ModelStore } from './modelStore';
import { TransferRate } from './transferRate';

/**
 * `queued`: its turn comes; `running`; `waiting`: for the server, or to try again; `paused`: by somebody, or by the end of the
 * process that was at it; `failed`: see its error; `elsewhere`: another process is at it.
 */
export type DownloadState = 'queued' | 'running' | 'waiting' | 'paused' | 'failed' | 'elsewhere';

/** A download as it stands. */
export interface Download {
  /** `owner/name:variant` */
  readonly id: string;
  readonly record: DownloadRecord;
  readonly state: DownloadState;
  /** Bytes that there are, and of how many. */
  readonly bytes: number;
  readonly total: number;
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
  /** Of a failed or waiting one. */
  readonly error?: unknown;
}

type Entry = { -readonly [Key in keyof Download]: Download[Key] } & {
  rate: TransferRate;
  /** When its progress was told last. */
  toldAt: number;
  /** Of a queued, running or waiting one; aborted to pause it. */
  controller?: AbortController;
  /** Settles when nothing is written any more. */
  work?: Promise<void>;
};

export interface DownloadsOptions extends Pick<DownloadOptions, 'delays' | 'freeSpace'> {
  store: ModelStore;
  /** A connection to today's endpoint. */
  connect(): HubConnection;
  /** How many run at once; the others are queued. */
  atOnce?: number;
}

/** How often progress is told. Milliseconds. */
const tick = 250;

/** The downloads of this process, and those that others began. Each goes on where it stopped. */
export class Downloads implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  private readonly finished = this.owned.add(new Emitter<Download>());
  private readonly failed = this.owned.add(new Emitter<Download>());
  private readonly entries = new Map<string, Entry>();
  /** A state changed, or bytes came. */
  readonly onDidChange = this.changed.on;
  readonly onDidFinish = this.finished.on;
  /** It has an error now, and does not try again by itself. */
  readonly onDidFail = this.failed.on;

  constructor(private readonly options: DownloadsOptions) {
    this.reload();
  }

  get list(): readonly Download[] {
    return [...this.entries.values()];
  }

  /** Looks at the disk again for what other processes did. */
  reload(): void {
    const { store } = this.options;
    const parts = store.parts();
    for (const part of parts) {
      const entry = this.entries.get(part.id) ?? newEntry(part.record);
      if (entry.controller) continue;
      this.entries.set(part.id, entry);
      // Another process may have begun it anew, at another commit.
      Object.assign(entry, { record: part.record, total: totalBytes(part.record), bytes: bytesOfPart(part) });
      const elsewhere = isFolderLocked(part.folder);
      if (elsewhere || entry.state !== 'failed')
        Object.assign(entry, { state: elsewhere ? 'elsewhere' : 'paused', error: undefined });
    }
    // One that failed early may have left nothing on disk, and has to be seen all the same.
    for (const [id, { controller, state }] of this.entries)
      if (!controller && state !== 'failed' && !parts.some((part) => part.id === id)) this.entries.delete(id);
    this.changed.fire();
  }

  /** Begins a download, or goes on with it; its turn may come later. */
  start(record: DownloadRecord): void {
    const id = downloadedId(record);
    const entry = this.entries.get(id) ?? newEntry(record);
    if (entry.controller) return;
    this.entries.set(id, entry);
    entry.controller = new AbortController();
    this.put(entry, 'queued');
    this.next();
  }

  /** Stops a download; what came stays. Resolves when nothing is written any more. */
  async pause(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry?.controller) return;
    entry.controller.abort();
    await entry.work;
    entry.controller = undefined;
    this.put(entry, 'paused');
    this.next();
  }

  /** Stops a download and removes what came. Fails with `downloadElsewhere`. */
  async cancel(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry) return;
    await this.pause(id);
    const { store } = this.options;
    await deleteModel({ record: entry.record, folder: store.partOf(entry.record) }, store);
    this.entries.delete(id);
    this.changed.fire();
  }

  /** Pauses all; what came stays for the next process. */
  dispose(): void {
    this.owned.dispose();
    for (const { controller } of this.entries.values()) controller?.abort();
    this.entries.clear();
  }

  private next(): void {
    const { atOnce = 2 } = this.options;
    const entries = [...this.entries.values()];
    const busy = entries.filter(({ work }) => work).length;
    const turn = entries.filter(({ state, work }) => state === 'queued' && !work).slice(0, Math.max(0, atOnce - busy));
    for (const entry of turn) {
      entry.work = this.run(entry, (entry.controller as AbortController).signal).finally(() => {
        entry.work = undefined;
        this.next();
      });
    }
  }

  /** Never rejects: what goes wrong is the entry's error. */
  private async run(entry: Entry, signal: AbortSignal): Promise<void> {
    const { store, connect, delays, freeSpace } = this.options;
    entry.rate = new TransferRate();
    this.put(entry, 'running');
    try {
      const onBytes = (bytes: number) => this.progress(entry, bytes);
      const onWait = (reason: LoupeError) => this.put(entry, 'waiting', reason);
      await downloadModel(entry.record, { store, hub: connect(), signal, delays, freeSpace, onBytes, onWait });
      entry.controller = undefined;
      this.entries.delete(entry.id);
      this.changed.fire();
      this.finished.fire(entry);
    } catch (error) {
      if (isCancelled(error)) return; // Whoever aborted says what comes next.
      entry.controller = undefined;
      const elsewhere = error instanceof LoupeError && error.code === 'downloadElsewhere';
      this.put(entry, elsewhere ? 'elsewhere' : 'failed', error);
      this.failed.fire(entry);
    }
  }

  private put(entry: Entry, state: DownloadState, error?: unknown): void {
    Object.assign(entry, { state, error, bytesPerSecond: undefined, secondsLeft: undefined });
    this.changed.fire();
  }

  private progress(entry: Entry, bytes: number): void {
    entry.bytes = bytes;
    if (entry.state === 'waiting') this.put(entry, 'running');
    const now = Date.now();
    if (now - entry.toldAt < tick) return;
    entry.toldAt = now;
    entry.rate.add(now, bytes);
    entry.bytesPerSecond = entry.rate.bytesPerSecond;
    entry.secondsLeft = entry.rate.secondsFor(entry.total - bytes);
    this.changed.fire();
  }
}

function newEntry(record: DownloadRecord): Entry {
  const facts = { id: downloadedId(record), record, total: totalBytes(record), bytes: 0 };
  return { ...facts, state: 'paused', rate: new TransferRate(), toldAt: 0 };
}
