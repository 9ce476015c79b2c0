import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFolderLocked, lockFolder } from '../../../src/hub/folderLock';

describe('the lock of a folder', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'loupe-lock-'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('is held by one at a time', async () => {
    const folder = path.join(parent, 'a', 'b');
    const lock = await lockFolder(folder);
    assert.ok(lock);
    assert.equal(isFolderLocked(folder), true);
    assert.equal(await lockFolder(folder), undefined);
    const other = await lockFolder(path.join(parent, 'a', 'c'));
    assert.ok(other);
    other.release();
    lock.release();
    assert.equal(isFolderLocked(folder), false);
    assert.equal(existsSync(`${folder}.lock`), false);
  });

  it('is had by one of many who want it at once', async () => {
    const locks = await Promise.all(Array.from({ length: 20 }, () => lockFolder(path.join(parent, 'x'))));
    assert.equal(locks.filter(Boolean).length, 1);
    for (const lock of locks) lock?.release();
  });

  describe('after a sleep', () => {
    const { now } = Date;
    const sleep = () => {
      Date.now = () => now() + 61_000;
    };
    afterEach(() => {
      Date.now = now;
    });

    it('stays with its holder where nobody took it', async () => {
      const folder = path.join(parent, 'x');
      const lock = await lockFolder(folder);
      assert.ok(lock);
      assert.equal(lock.held(), true);
      sleep();
      assert.equal(isFolderLocked(folder), false);
      assert.equal(lock.held(), true);
      assert.equal(isFolderLocked(folder), true);
      lock.release();
    });

    it('belongs to who took it, whom the first holder leaves alone', async () => {
      const folder = path.join(parent, 'x');
      const first = await lockFolder(folder);
      assert.ok(first);
      assert.equal(first.held(), true);
      sleep();
      utimesSync(`${folder}.lock`, 0, 0);
      const second = await lockFolder(folder);
      assert.ok(second);
      assert.deepEqual([first.held(), second.held()], [false, true]);
      first.release();
      assert.equal(isFolderLocked(folder), true);
      second.release();
      assert.equal(existsSync(`${folder}.lock`), false);
    });

    it('is not held where it is gone: another may have worked on the folder since', async () => {
      const folder = path.join(parent, 'x');
      const lock = await lockFolder(folder);
      assert.ok(lock);
      assert.equal(lock.held(), true);
      sleep();
      rmSync(`${folder}.lock`);
      assert.equal(lock.held(), false);
      lock.release();
    });
  });

  it('is not held by who found the disk full', async () => {
    const folder = path.join(parent, 'x');
    const { writeFileSync } = fs;
    fs.writeFileSync = (file, _, options) => {
      writeFileSync(file, '', options);
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    try {
      await assert.rejects(lockFolder(folder), { code: 'ENOSPC' });
    } finally {
      fs.writeFileSync = writeFileSync;
    }
    assert.equal(isFolderLocked(folder), false);
  });

  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  const rows: [what: string, pid: string, age: number, held: boolean][] = [
    ['a process that lives', String(process.pid), 0, true],
    ['a process that is gone', String(dead), 0, false],
    ['a process that gave no sign for long, whose id is used again', String(process.pid), 61, false],
    ['a process that only just made it', '', 0, true],
    ['nobody', 'nonsense', 0, false],
  ];
  for (const [who, pid, age, held] of rows) {
    it(`is ${held ? 'held' : 'free'} for ${who}`, async () => {
      const folder = path.join(parent, 'x');
      writeFileSync(`${folder}.lock`, pid);
      const time = Date.now() / 1000 - age;
      utimesSync(`${folder}.lock`, time, time);
      assert.equal(isFolderLocked(folder), held);
      const lock = await lockFolder(folder);
      assert.equal(lock !== undefined, !held);
      lock?.release();
    });
  }
});
