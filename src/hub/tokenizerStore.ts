import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LoupeError } from '../protocol/errors';
import { largestTokenizer, tokenizerFileName } from '../protocol/tokenizerNames';
import { isFileSystemError, readable } from './unreadable';

/** A tokenizer that people added without a model. */
export interface AddedTokenizer {
  /** For people, and for the setting: `owner/name` where it came from the Hub. */
  name: string;
  /** Holds its `tokenizer.json`. */
  folder: string;
}

/** Whether a new one may take the place of this one, which has its name. */
export type MayReplace = (earlier: AddedTokenizer) => Promise<boolean>;

/** What there may be of a tokenizer beside its `tokenizer.json`: special tokens by their use, and the chat template. */
export const tokenizerCompanions: readonly string[] = ['tokenizer_config.json', 'chat_template.jinja'];

export const tokenizerFile = 'tokenizer.json';

/** Begins the names of folders that are not whole yet, or not any more. */
const unfinished = '.adding-';
/** Milliseconds after which nobody works on one of those any more. */
const abandonedAfter = 24 * 3600 * 1000;

/** Where tokenizers without a model are kept: in `tokenizers/`, each in a folder that bears its name. The folders are the list. */
export class TokenizerStore {
  private readonly folder: string;
  /** One after the other, tokenizers take their places. */
  private turn: Promise<void> = Promise.resolve();

  constructor(home: string) {
    this.folder = path.join(home, 'tokenizers');
  }

  /** By their names. What cannot be read holds none. */
  list(): AddedTokenizer[] {
    const names = readable(() => readdirSync(this.folder)) ?? [];
    return names
      .filter((name) => !name.startsWith(unfinished))
      .map((name) => path.join(this.folder, name))
      .filter((folder) => existsSync(path.join(folder, tokenizerFile)))
      .map((folder) => ({ name: tokenizerFileName(folder), folder }));
  }

  /**
   * Adds what `fill` writes into a folder, all of it or nothing, in place of an earlier one of that name; `check` rejects where that
   * is no tokenizer. Rejects as they do, with `tokenizersUnwritable`, or with `cancelled` where it may not replace one.
   *
   * @param fill gives its name as people see it, which becomes a safe name of a folder
   */
  async add(
    fill: (folder: string) => Promise<string>,
    check: (folder: string) => Promise<unknown>,
    mayReplace: MayReplace = async () => true,
  ): Promise<AddedTokenizer> {
    try {
      await mkdir(this.folder, { recursive: true });
      await this.sweep();
      const begun = await this.newFolder();
      try {
        const name = await fill(begun);
        await check(begun);
        const folder = path.join(this.folder, folderNameOf(name));
        const added = { name: tokenizerFileName(folder), folder };
        if (existsSync(folder) && !(await mayReplace(added))) throw new LoupeError('cancelled');
        await this.inTurn(() => this.replace(folder, begun));
        return added;
      } catch (error) {
        await rm(begun, { recursive: true, force: true });
        throw error;
      }
    } catch (error) {
      throw this.told(error);
    }
  }

  /** Rejects with `tokenizersUnwritable`. */
  async remove({ folder }: AddedTokenizer): Promise<void> {
    try {
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      throw this.told(error);
    }
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {}); // The next one goes on all the same.
    await mine;
  }

  private newFolder(): Promise<string> {
    return mkdtemp(path.join(this.folder, unfinished));
  }

  /** The earlier one comes back where the new one cannot take its place. */
  private async replace(folder: string, by: string): Promise<void> {
    const aside = path.join(await this.newFolder(), 'earlier');
    const hadOne = await rename(folder, aside).then(() => true, absent);
    try {
      await rename(by, folder);
    } catch (error) {
      if (hadOne) await rename(aside, folder);
      throw error;
    } finally {
      await rm(path.dirname(aside), { recursive: true, force: true });
    }
  }

  /** Removes what processes left that ended while they added. */
  private async sweep(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (!name.startsWith(unfinished)) continue;
      const left = path.join(this.folder, name);
      const found = await stat(left).catch(absent);
      if (found && Date.now() - found.mtimeMs > abandonedAfter) await rm(left, { recursive: true, force: true });
    }
  }

  /** What the file system refuses, in words. */
  private told(error: unknown): unknown {
    return isFileSystemError(error) ? new LoupeError('tokenizersUnwritable', this.folder, error.message) : error;
  }
}

/**
 * Copies a `tokenizer.json`, whatever it is called, and what lies beside it that belongs to it. Rejects with `tokenizerFileMissing`,
 * `tokenizerTooLarge`, and where the file system refuses.
 */
export async function copyTokenizer(file: string, folder: string): Promise<void> {
  const found = await stat(file).catch(absent);
  if (!found?.isFile()) throw new LoupeError('tokenizerFileMissing', file);
  const megabytes = found.size / 1e6;
  if (megabytes > largestTokenizer) {
    throw new LoupeError('tokenizerTooLarge', file, megabytes.toFixed(0), largestTokenizer);
  }
  await copyFile(file, path.join(folder, tokenizerFile));
  for (const name of tokenizerCompanions) {
    await copyFile(path.join(path.dirname(file), name), path.join(folder, name)).catch(absent);
  }
}

/** For `catch`: null where something is not there. Throws what else went wrong. */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Without what has a meaning in paths; `owner/name` is told from a folder's name by its `--`. */
function folderNameOf(name: string): string {
  const parts = name.split('/').slice(0, 2);
  const safe = parts.map((part) => part.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/-{2,}/g, '-'));
  return safe.join('--').replace(/^\.+/, '') || 'tokenizer';
}
