import { LoupeError } from '../protocol/errors';
import { largestTokenizer } from '../protocol/tokenizerNames';
import { downloadFile } from './fileDownload';
import type { HubConnection } from './hubConnection';
import { readRepository } from './repository';
import { tokenizerCompanions, tokenizerFile } from './tokenizerStore';

export interface TokenizerDownload {
  signal: AbortSignal;
  /** Milliseconds before each further try after a failure that may pass. */
  delays?: readonly number[];
  /** Bytes that came of all. */
  onBytes?(bytes: number, total: number): void;
}

/** Somebody waits: four tries, the last after eight seconds in all. */
const patience = [1000, 2000, 5000];

/**
 * Downloads the tokenizer of a repository, and nothing else of it, into a folder; each file is verified against the checksum that the
 * Hub lists. Rejects with `hubNoTokenizer`, `tokenizerTooLarge`, as `readRepository` does, or with what went wrong on the way.
 *
 * @returns the repository's id as the Hub spells it
 */
export async function downloadTokenizer(
  hub: HubConnection,
  id: string,
  folder: string,
  { signal, delays = patience, onBytes = () => {} }: TokenizerDownload,
): Promise<string> {
  const { files, commit, id: repository } = await readRepository(hub, id, signal);
  const wanted = files.filter(({ path }) => path === tokenizerFile || tokenizerCompanions.includes(path));
  if (!wanted.some(({ path }) => path === tokenizerFile)) throw new LoupeError('hubNoTokenizer', repository);
  const tooLarge = wanted.find(({ bytes }) => bytes > largestTokenizer * 1e6);
  if (tooLarge) {
    throw new LoupeError('tokenizerTooLarge', repository, (tooLarge.bytes / 1e6).toFixed(0), largestTokenizer);
  }
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const file of wanted) {
    await downloadFile(file, {
      ...{ hub, record: { repository, commit }, folder, signal, delays },
      // The folder is new, and nobody else knows of it.
      assertAlone: () => {},
      onBytes: (bytes) => onBytes(before + bytes, total),
      onWait: () => {},
    });
    before += file.bytes;
  }
  return repository;
}
