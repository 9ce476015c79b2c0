import { rm, statfs } from 'node:fs/promises';
import { LoupeError } from '../protocol/errors';
import { type DownloadRecord, downloadedId, totalBytes } from './downloadRecord';
import { bytesThere, downloadFile } from './fileDownload';
import { lockFolder } from './folderLock';
import type { HubConnection } from './hubConnection';
import type { ModelStore, StoredModel } from './modelStore';
import { isFileSystemError } from './unreadable';

export interface DownloadOptions {
  store: ModelStore;
  hub: HubConnection;
  signal: AbortSignal;
  /** Milliseconds before each further try after a failure that may pass. */
  delays?: readonly number[];
  /** Bytes that may still be written below a folder. */
  freeSpace?(folder: string): Promise<number>;
  /** Bytes that there are of all files. */
  onBytes(bytes: number): void;
  /** Before it waits, in milliseconds, to try again. */
  onWait(reason: LoupeError, delay: number): void;
}

/** Seven tries, the last after two minutes in all. */
const patience = [1000, 2000, 5000, 15_000, 30_000, 60_000];

/** Left free, so that the last byte of a disk is not ours. */
const spareBytes = 64 * 2 ** 20;

/**
 * Downloads a model, or the rest of one, and gives its folder. What came stays when this rejects: with a `LoupeError`, or with
 * `cancelled` where the signal aborts.
 */
export async function downloadModel(record: DownloadRecord, options: DownloadOptions): Promise<string> {
  const { store, signal } = options;
  try {
    return await alone(record, store, async (assertAlone) => {
      // Asked only now: whoever held the lock before may have finished it.
      const whole = store.find(downloadedId(record));
      return whole ? whole.folder : await downloadRest(record, options, assertAlone);
    });
  } catch (error) {
    throw signal.aborted ? new LoupeError('cancelled') : error;
  }
}

async function downloadRest(
  record: DownloadRecord,
  options: DownloadOptions,
  assertAlone: () => void,
): Promise<string> {
  const { store, hub, signal, delays = patience, onBytes, onWait, freeSpace = freeBytes } = options;
  const folder = await store.begin(record);
  const there = record.files.map((file) => bytesThere(folder, file));
  const bytes = () => there.reduce((sum, one) => sum + one, 0);
  onBytes(bytes());
  const needed = totalBytes(record) - bytes() + spareBytes;
  const free = await freeSpace(folder);
  if (needed > free) throw new LoupeError('downloadSpace', downloadedId(record), megabytes(needed), megabytes(free));
  for (const [i, file] of record.files.entries()) {
    const count = (present: number) => {
      there[i] = present;
      onBytes(bytes());
    };
    await downloadFile(file, { hub, record, folder, signal, assertAlone, delays, onBytes: count, onWait });
  }
  assertAlone();
  return store.finish(record);
}

/** Deletes a whole model, or what there is of a download. Fails with `downloadElsewhere` or `downloadUnwritable`. */
export function deleteModel(
  { record, folder }: Pick<StoredModel, 'record' | 'folder'>,
  store: ModelStore,
): Promise<void> {
  return alone(record, store, () => rm(folder, { recursive: true, force: true }));
}

/**
 * Does something while no other process, nor another part of this one, works on the same model. That may change while this process
 * sleeps, so what takes long asks `assertAlone` before it writes.
 */
async function alone<T>(
  record: DownloadRecord,
  store: ModelStore,
  work: (assertAlone: () => void) => Promise<T>,
): Promise<T> {
  const elsewhere = () => new LoupeError('downloadElsewhere', downloadedId(record));
  try {
    const lock = await lockFolder(store.partOf(record));
    if (!lock) throw elsewhere();
    try {
      return await work(() => {
        if (!lock.held()) throw elsewhere();
      });
    } finally {
      lock.release();
    }
  } catch (error) {
    throw told(error, store.home);
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What the file system refuses, in words. */
function told(error: unknown, home: string): unknown {
  if (!isFileSystemError(error)) return error;
  const { code, message } = error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return full ? new LoupeError('downloadDiskFull', home) : new LoupeError('downloadUnwritable', home, message);
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
