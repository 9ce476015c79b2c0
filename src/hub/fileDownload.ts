import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LoupeError } from '../protocol/errors';
import type { DownloadRecord } from './downloadRecord';
import type { HubConnection } from './hubConnection';
import type { StoredModel } from './modelStore';
import { PartialFile, type PartialFileOptions, partOf } from './partialFile';
import type { RepositoryFile } from './repository';
import { withRetries } from './retries';
import { TransientError } from './transientError';
import { readable } from './unreadable';

export interface FileDownloadOptions extends PartialFileOptions {
  hub: HubConnection;
  record: Pick<DownloadRecord, 'repository' | 'commit'>;
  /** Of the part. */
  folder: string;
  /** Milliseconds before each further try. */
  delays: readonly number[];
  /** Bytes of this file that there are. */
  onBytes(bytes: number): void;
  onWait(reason: LoupeError, delay: number): void;
}

/** Where a file goes. Fails with `hubAnswerOdd` for a path that would leave the folder, which `isModelPath` has none of. */
function targetOf(folder: string, { path: file }: RepositoryFile): string {
  const target = path.resolve(folder, file);
  if (!target.startsWith(path.resolve(folder) + path.sep))
    throw new LoupeError('hubAnswerOdd', file, 'unsafe file name');
  return target;
}

/** Bytes of a file that an earlier download left. */
export function bytesThere(folder: string, file: RepositoryFile): number {
  const target = targetOf(folder, file);
  return Math.min(file.bytes, Math.max(sizeOf(target), sizeOf(partOf(target))));
}

/** Bytes that there are of a download. */
export function bytesOfPart({ folder, record }: Pick<StoredModel, 'folder' | 'record'>): number {
  return record.files.reduce((sum, file) => sum + bytesThere(folder, file), 0);
}

/** 0 for what is not there, or not any more: another process gives files their names while this one looks. */
function sizeOf(file: string): number {
  return readable(() => statSync(file).size) ?? 0;
}

/**
 * Gets one file from where it stopped, until it is there under its name with the right content. Rejects with a `LoupeError`, with
 * `cancelled` where the signal aborts, or with an error of the file system; what came stays for the next time.
 */
export async function downloadFile(file: RepositoryFile, options: FileDownloadOptions): Promise<void> {
  const { record, folder, signal, delays, onBytes, onWait } = options;
  const target = targetOf(folder, file);
  // It got its name when its checksum was right.
  if (existsSync(target) && sizeOf(target) === file.bytes) return onBytes(file.bytes);
  const partial = await PartialFile.open(target, file, options);
  let wrong = 0;
  const attempt = async () => {
    onBytes(partial.position);
    if (!partial.complete) await receive(partial, file, options);
    if (await partial.finish()) return;
    const error = new LoupeError('hubChecksum', file.path, record.repository);
    // Once may be an accident on the way; twice is what the server has.
    throw ++wrong > 1 ? error : new TransientError(error);
  };
  try {
    await withRetries(attempt, { signal, delays, bytes: () => partial.position, onWait });
  } finally {
    await partial.close();
  }
  onBytes(file.bytes);
}

/** One connection's worth of the file, or what is left of it. */
async function receive(partial: PartialFile, file: RepositoryFile, options: FileDownloadOptions): Promise<void> {
  const { hub, record, signal, onBytes } = options;
  const { repository, commit } = record;
  const from = partial.position;
  const answer = await hub.get({
    path: `${repository}/resolve/${commit}/${file.path}`,
    repository,
    signal,
    headers: from > 0 ? { range: `bytes=${from}-` } : {},
    expects: from > 0 ? [416] : [],
  });
  const odd = (detail: string) => new TransientError(new LoupeError('hubAnswerOdd', hub.endpoint.host, detail));
  const isRest = answer.status === 206 && answer.headers.get('content-range')?.startsWith(`bytes ${from}-`);
  // A server may ignore ranges and send all, or send another part than was asked for.
  if (!isRest) await partial.restart();
  if (answer.status !== 200 && !isRest) {
    await answer.close();
    throw odd(`status ${answer.status} for the rest of ${file.path}`);
  }
  for await (const chunk of answer.body) {
    if (!(await partial.append(chunk))) {
      await partial.restart();
      throw odd(`${file.path} is larger than listed`);
    }
    onBytes(partial.position);
  }
  if (partial.complete) return;
  const detail = `${file.path} broke off at ${partial.position} of ${file.bytes} bytes`;
  throw new TransientError(new LoupeError('hubUnreachable', hub.endpoint.host, detail));
}
