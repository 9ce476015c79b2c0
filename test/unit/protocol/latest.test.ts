import assert from 'node:assert/strict';
import { Latest } from '../../../src/protocol/latest';

describe('the latest of several tasks', () => {
  it('tells the outcome of the newest only, and hands late values back', async () => {
    const latest = new Latest();
    const told: string[] = [];
    const outcome = {
      done: (value: string) => told.push(`done ${value}`),
      failed: (error: unknown) => told.push(`failed ${error}`),
      late: (value: string) => told.push(`late ${value}`),
    };
    const slow = deferred<string>();
    const first = latest.run(() => slow.promise, outcome);
    const second = latest.run(async () => 'new', outcome);
    slow.resolve('old');
    await Promise.all([first, second]);
    assert.deepEqual(told, ['done new', 'late old']);
    assert.equal(latest.running, false);
  });

  it('aborts the signal of the one before, and tells nothing of its failure', async () => {
    const latest = new Latest();
    const told: unknown[] = [];
    const outcome = { done: (value: string) => told.push(value), failed: (error: unknown) => told.push(error) };
    const untilAborted = (signal: AbortSignal) =>
      new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const first = latest.run(untilAborted, outcome);
    await latest.run(async () => 'new', outcome);
    await first;
    assert.deepEqual(told, ['new']);
  });

  it('rejects with what a listener throws, which is no failure of the task', async () => {
    const bug = new Error('bug');
    const latest = new Latest();
    const failures: unknown[] = [];
    const outcome = {
      done: () => {
        throw bug;
      },
      failed: (error: unknown) => failures.push(error),
    };
    await assert.rejects(
      latest.run(async () => 'value', outcome),
      bug,
    );
    assert.deepEqual(failures, []);
    assert.equal(latest.running, false);
  });

  it('drops what runs, giving the reason to its signal alone', async () => {
    const latest = new Latest();
    const told: unknown[] = [];
    let reason: unknown;
    const run = latest.run(
      (signal) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(reason);
          }),
        ),
      { done: () => told.push('done'), failed: (error) => told.push(error) },
    );
    latest.abort('enough');
    assert.equal(latest.running, false);
    await run;
    assert.equal(reason, 'enough');
    assert.deepEqual(told, []);
  });
});

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
