import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DownloadOptions, downloadModel } from '../../../src/hub/download';
import { type DownloadRecord, planDownload, recordFile } from '../../../src/hub/downloadRecord';
import { isFolderLocked } from '../../../src/hub/folderLock';
import { HubConnection } from '../../../src/hub/hubConnection';
import { ModelStore } from '../../../src/hub/modelStore';
import { readRepository } from '../../../src/hub/repository';
import { type ErrorCode, LoupeError } from '../../../src/protocol/errors';
import { FakeHub, type FakeRepository, fakeModel } from './fakeHub';

export const id = 'owner/small';

/** A fake hub with one model, and a folder for downloads: both go when `stop` is called. */
export class HubTest {
  readonly store: ModelStore;

  private constructor(
    readonly hub: FakeHub,
    private readonly home: string,
    readonly model: FakeRepository,
  ) {
    this.store = new ModelStore(home);
    hub.repositories.set(id, model);
  }

  static async start(changes: Partial<FakeRepository> = {}): Promise<HubTest> {
    return new HubTest(await FakeHub.start(), mkdtempSync(path.join(tmpdir(), 'loupe-hub-')), fakeModel(changes));
  }

  async stop(): Promise<void> {
    await this.hub.stop();
    rmSync(this.home, { recursive: true });
  }

  connection(token?: string, stallAfter?: number): HubConnection {
    return new HubConnection({ endpoint: this.hub.endpoint, token: () => token, stallAfter });
  }

  async plan(variant = 'q4', token?: string): Promise<DownloadRecord> {
    return planDownload(await readRepository(this.connection(token), id, unaborted), variant);
  }

  /** Downloads with short waits, and fills what is not given. */
  download(record: DownloadRecord, options: Partial<DownloadOptions> = {}): Promise<string> {
    return downloadModel(record, {
      store: this.store,
      hub: this.connection(),
      signal: unaborted,
      delays: [1, 1, 1, 1],
      onBytes: () => {},
      onWait: () => {},
      ...options,
    });
  }

  /** Fails unless the folder holds exactly the files of the record, and what the Hub has. */
  assertWhole(folder: string, record: DownloadRecord): void {
    assert.equal(folder, this.store.folderOf(record));
    assert.deepEqual(filesIn(folder).sort(), [recordFile, ...record.files.map(({ path: file }) => file)].sort());
    for (const { path: file } of record.files)
      assert.ok(readFileSync(path.join(folder, file)).equals(this.model.files[file]), file);
    assert.equal(existsSync(this.store.partOf(record)), false);
    assert.equal(isFolderLocked(this.store.partOf(record)), false);
  }
}

export const unaborted = new AbortController().signal;

/** Files below a folder, by their paths with slashes. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

/** Fails unless the promise rejects with that code, and its text matches. */
export async function assertFails(promise: Promise<unknown>, code: ErrorCode, text = /./): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof LoupeError, String((error as Error).stack));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, text);
    return true;
  });
}
