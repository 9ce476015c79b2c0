import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { tokenizerFileName } from '../protocol/tokenizerNames';
import { readable, unreadable } from './unreadable';

/** A tokenizer that people added without a model. */
export interface AddedTokenizer {
  /** For people, and for the setting: `owner/name` where it came from the Hub. */
  name: string;
  /** Holds its `tokenizer.json`. */
  folder: string;
}

/** What there may be of a tokenizer beside its `tokenizer.json`: special tokens by their use, and the chat template. */
export const tokenizerCompanions: readonly string[] = ['tokenizer_config.json', 'chat_template.jinja'];

export const tokenizerFile = 'tokenizer.json';

/** Begins the names of folders that are not whole yet. */
const unfinished = '.adding-';

/** Where tokenizers without a model are kept: in `tokenizers/`, each in a folder that bears its name. The folders are the list. */
export class TokenizerStore {
  private readonly folder: string;

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
   * is no tokenizer. Rejects as they do.
   *
   * @param name as people see it; becomes a safe name of a folder
   */
  async add(
    name: string,
    fill: (folder: string) => Promise<void>,
    check: (folder: string) => Promise<unknown>,
  ): Promise<AddedTokenizer> {
    await mkdir(this.folder, { recursive: true });
    const begun = await mkdtemp(path.join(this.folder, unfinished));
    try {
      await fill(begun);
      await check(begun);
      const folder = path.join(this.folder, folderNameOf(name));
      await rm(folder, { recursive: true, force: true });
      await rename(begun, folder);
      return { name: tokenizerFileName(folder), folder };
    } catch (error) {
      await rm(begun, { recursive: true, force: true });
      throw error;
    }
  }

  async remove({ folder }: AddedTokenizer): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies a `tokenizer.json`, whatever it is called, and what lies beside it that belongs to it. */
export async function copyTokenizer(file: string, folder: string): Promise<void> {
  await copyFile(file, path.join(folder, tokenizerFile));
  for (const name of tokenizerCompanions) {
    await copyFile(path.join(path.dirname(file), name), path.join(folder, name)).catch(unreadable);
  }
}

/** Without what has a meaning in paths; `owner/name` is told from a folder's name by its `--`. */
function folderNameOf(name: string): string {
  const parts = name.split('/').slice(0, 2);
  const safe = parts.map((part) => part.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/-{2,}/g, '-'));
  return safe.join('--').replace(/^\.+/, '') || 'tokenizer';
}
