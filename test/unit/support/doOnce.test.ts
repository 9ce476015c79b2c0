import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Writes what it does into a log; `stays` ends in the midst of the work only when it is killed. */
const worker = path.join(__dirname, 'worker.ts');

describe('doOnce', function () {
  this.timeout(20_000);
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-once-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const log = () => fs.readFileSync(path.join(folder, 'log'), 'utf8').trim().split('\n');
  const start = (how: 'works' | 'stays') => {
    const child = fork(worker, [folder, how], { execArgv: ['--import=tsx'] });
    return { child, began: once(child, 'message'), ended: once(child, 'exit') };
  };

  it('lets one of several processes do it, while the others wait', async () => {
    const ends = await Promise.all([start('works'), start('works'), start('works')].map(({ ended }) => ended));
    assert.deepEqual(
      ends.map(([code]) => code),
      [0, 0, 0],
    );
    assert.deepEqual(log(), ['begin', 'end', 'go on', 'go on', 'go on']);
  });

  it('passes on from one that was killed', async () => {
    const first = start('stays');
    await first.began;
    const second = start('works');
    first.child.kill('SIGKILL');
    const [code] = await second.ended;
    assert.equal(code, 0);
    assert.deepEqual(log(), ['begin', 'begin', 'end', 'go on']);
  });
});
