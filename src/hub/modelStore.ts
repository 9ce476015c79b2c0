import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type DownloadRecord,
  downloadedId,
  downloadedName,
  folderName,
  parseRecord,
  recordFile,
} from './downloadRecord';
import { readable } from './unreadable';

/** A model folder that was downloaded whole, or the part of one that is there so far. */
export interface StoredModel {
  /** `owner/name:variant` */
  id: string;
  /** For people. */
  name: string;
  folder: string;
  record: DownloadRecord;
  /** When its record was written, at the last begin of its download. Milliseconds since 1970. */
  downloadedAt: number;
}

/**
 * Where downloads are kept: whole models in `models/`, parts in `downloads/`. Both lie in one folder, so that a model becomes whole
 * by one renaming: there is no moment at which half a model is among the whole ones.
 */
export class ModelStore {
  /** Holds a folder for each whole model. */
  readonly models: string;
  /** Holds a folder for each model that is not whole yet. */
  readonly downloads: string;

  constructor(readonly home: string) {
    this.models = path.join(home, 'models');
    this.downloads = path.join(home, 'downloads');
  }

  /** Whole models, by their ids. */
  whole(): StoredModel[] {
    return list(this.models);
  }

  /** Models that a download left unfinished or is at work on. */
  parts(): StoredModel[] {
    return list(this.downloads);
  }

  find(id: string): StoredModel | undefined {
    return this.whole().find((model) => model.id === id);
  }

  folderOf(record: DownloadRecord): string {
    return path.join(this.models, folderName(record));
  }

  partOf(record: DownloadRecord): string {
    return path.join(this.downloads, folderName(record));
  }

  /**
   * Makes the folder of a part, with its record. What an earlier download left in it stays if it is of the same commit: files that
   * have their names there were verified against that.
   */
  async begin(record: DownloadRecord): Promise<string> {
    const folder = this.partOf(record);
    const left = this.parts().find((part) => part.folder === folder);
    if (left?.record.commit !== record.commit) await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, recordFile);
    // Beside it first: on a full disk half a record in its place would disown all that came.
    await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
    await rename(`${file}.new`, file);
    return folder;
  }

  /** Moves a part that is complete among the whole models, among which it is not yet. */
  async finish(record: DownloadRecord): Promise<string> {
    const folder = this.folderOf(record);
    await mkdir(this.models, { recursive: true });
    // What is there without being a model is what the removal of one left.
    await rm(folder, { recursive: true, force: true });
    await rename(this.partOf(record), folder);
    return folder;
  }
}

/**
 * The folders with a record that names them; others are not ours. What cannot be read holds none: the extension has to start
 * whatever lies in its folder.
 */
function list(parent: string): StoredModel[] {
  const names = readable(() => readdirSync(parent)) ?? [];
  return names.flatMap((name) => {
    const folder = path.join(parent, name);
    const file = path.join(folder, recordFile);
    const record = parseRecord(readable(() => readFileSync(file, 'utf8')) ?? '');
    const downloadedAt = readable(() => statSync(file).mtimeMs);
    if (!record || downloadedAt === undefined || folderName(record) !== name) return [];
    return [{ id: downloadedId(record), name: downloadedName(record), folder, record, downloadedAt }];
  });
}
