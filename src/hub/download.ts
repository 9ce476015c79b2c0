import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { LoupeError } from '../protocol/errors';
import { type DownloadRecord, downloadedId, totalBytes } from './downloadRecord';
import { bytesThere, downloadFile } from './fileDownload';
import { lockFolder } from './folderLock';
import type { HubConnection } from './hubConnection';
import type { ModelStore } from './modelStore';

export interface DownloadEvents {
  /** Bytes that there are of all files. */
  onBytes(bytes: number): void;
  /** Before it waits, in milliseconds, to try again. */
  onWait(reason: LoupeError, delay: number): void;
}

export interface DownloadOptions extends DownloadEvents {
  store: ModelStore;
  hub: HubConnection;
  signal: AbortSignal;
  /** Milliseconds before each further try after a failure that may pass. */
  delays?: readonly number[];
  /** Bytes that may still be written below a folder. */
  freeSpace?(folder: string): Promise<number>;
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
  const { store, hub, signal, delays = patience, onBytes, onWait, freeSpace = freeBytes } = options;
  const part = store.partOf(record);
  try {
    const lock = await lockFolder(part);
    if (!lock) throw new LoupeError('downloadElsewhere', downloadedId(record));
    try {
      // Asked only now: whoever held the lock before may have finished it.
      if (existsSync(store.folderOf(record))) return store.folderOf(record);
      const folder = await store.begin(record);
      const there = record.files.map((file) => bytesThere(folder, file));
      const bytes = () => there.reduce((sum, one) => sum + one, 0);
      onBytes(bytes());
      const needed = totalBytes(record) - bytes();
      const free = await freeSpace(folder);
      if (needed + spareBytes > free)
        throw new LoupeError('downloadSpace', downloadedId(record), megabytes(needed + spareBytes), megabytes(free));
      for (const [i, file] of record.files.entries()) {
        const count = (present: number) => {
          there[i] = present;
          onBytes(bytes());
        };
        await downloadFile(file, { hub, record, folder, signal, delays, onBytes: count, onWait });
      }
      return await store.finish(record);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw signal.aborted ? new LoupeError('cancelled') : told(error, store.home);
  }
}

/** Removes what there is of a download. Fails with `downloadElsewhere` while another process works on it. */
export async function discardDownload(record: DownloadRecord, store: ModelStore): Promise<void> {
  const lock = await lockFolder(store.partOf(record));
  if (!lock) throw new LoupeError('downloadElsewhere', downloadedId(record));
  try {
    await store.removePart(record);
  } catch (error) {
    throw told(error, store.home);
  } finally {
    await lock.release();
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What the file system refuses, in words. */
function told(error: unknown, home: string): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new LoupeError('downloadDiskFull', home);
  return syscall === undefined ? error : new LoupeError('downloadUnwritable', home, message);
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
