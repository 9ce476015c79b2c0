import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type ForkedRuntime, forkRuntime } from './forkedRuntime';
import { readParams } from './pocket';

/** Resident memory of a process, megabytes. */
const residentMB = (pid: number) => (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1e6;

describe('the memory of the runtime process', function () {
  this.timeout(120_000);
  let runtime: ForkedRuntime;

  before(async () => {
    // Only Linux tells so simply.
    if (process.platform !== 'linux') this.ctx.skip();
    runtime = await forkRuntime();
  });
  after(() => runtime?.child.kill());

  it('is not kept when a model is closed, however often it was opened and read with', async () => {
    const { connection, child } = runtime;
    const pid = child.pid ?? assert.fail();
    const closed: number[] = [];
    const open: number[] = [];
    for (let round = 0; round < 10; round++) {
      await connection.request('read', readParams('One day, Lotte the fox went to the market. '.repeat(20)));
      open.push(residentMB(pid));
      await connection.request('free', { runId: 'run' });
      await connection.request('closeModel', { model: 'pocket' });
      await delay(100);
      closed.push(residentMB(pid));
    }
    const figures = `open ${open.map((mb) => mb.toFixed(0))}; closed ${closed.map((mb) => mb.toFixed(0))}`;
    // The first rounds load code and warm up the heap; kept weights would add up to 24 MB a round.
    assert.ok(closed[9] - closed[3] < 70, figures);
  });
});
