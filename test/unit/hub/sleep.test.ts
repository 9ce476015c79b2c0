import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DownloadRecord } from '../../../src/hub/downloadRecord';
import { assertFails, HubTest } from './hubTest';

const graph = 'onnx/model_q4.onnx';

describe('a download of a process that slept', () => {
  const { now } = Date;
  let test: HubTest;
  beforeEach(async () => {
    test = await HubTest.start();
  });
  afterEach(async () => {
    Date.now = now;
    await test.stop();
  });

  /** Downloads, and sleeps for long in the middle of a file, while `meanwhile` is done to its lock. */
  const asleep = (record: DownloadRecord, meanwhile: (lock: string) => void) =>
    test.download(record, {
      onBytes: (bytes) => {
        if (bytes < 100_000 || Date.now !== now) return;
        Date.now = () => now() + 61_000;
        meanwhile(`${test.store.partOf(record)}.lock`);
      },
    });

  it('goes on where nobody else began', async () => {
    const record = await test.plan();
    test.assertWhole(await asleep(record, () => {}), record);
  });

  it('stops before it writes where another is at it by now', async () => {
    const record = await test.plan();
    const size = () => statSync(path.join(test.store.partOf(record), `${graph}.part`)).size;
    const other = `${process.pid} other`;
    let there = 0;
    const download = asleep(record, (lock) => {
      there = size();
      writeFileSync(lock, other);
    });
    await assertFails(download, 'downloadElsewhere');
    assert.ok(there > 0 && there < 200_000);
    assert.equal(size(), there);
    assert.equal(readFileSync(`${test.store.partOf(record)}.lock`, 'utf8'), other);
  });
});
