import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { RuntimeClient } from '../../src/host/runtime/runtimeClient';
import { forkRuntime } from '../../src/host/runtime/runtimeProcess';
import { LoupeError } from '../../src/protocol/errors';
import type { GenerateParams } from '../../src/protocol/generation';
import type { ReadParams } from '../../src/protocol/runs';
import { uniformAt } from '../../src/runtime/generate/random';
import { inRepository } from '../support/paths';

export interface SoakResult {
  /** What the runtime did when it was killed: how many times, and how many requests were over by then. */
  kills: Record<string, { times: number; late: number }>;
  /** What must not be; empty for a pass. */
  failures: string[];
  /** The longest that this process was held up, milliseconds. */
  heldUpMs: number;
}

const text = 'One day, Lotte the fox went to the market. It was a cold, grey day. '.repeat(6);
const read: ReadParams = {
  ...{ runId: 'run', model: 'pocket', text, special: 'text', topK: 5 },
  ...{ captureAttention: true, beyondContext: 'start' },
};
const generate: GenerateParams = {
  ...{ model: 'pocket', text: 'Once upon a time', chat: false, thinking: false, special: 'text' },
  ...{ sampling: { temperature: 0, topK: 0, topP: 1 }, seed: 0, maxTokens: 120 },
};

/** What it may be doing when it dies. Each begins with a process that has done nothing else but what is named. */
const activities: Record<string, (client: RuntimeClient) => Promise<unknown>> = {
  starting: (client) => client.request('describeModel', { model: 'pocket' }),
  loading: (client) => client.request('openModel', { model: 'pocket' }),
  'reading and capturing': (client) => client.request('read', read),
  generating: (client) => client.request('generate', generate),
};

/** Kills the runtime `count` times at random moments, and sees that each time the next run gives what it always gives. */
export async function soak(count: number, seed: number): Promise<SoakResult> {
  const kills = Object.fromEntries(Object.keys(activities).map((name) => [name, { times: 0, late: 0 }]));
  const result: SoakResult = { kills, failures: [], heldUpMs: 0 };
  const pids = new Set<number>();
  const client = new RuntimeClient({
    start: () => {
      const started = forkRuntime(path.join(__dirname, '../unit/host/runtimeFromSource.cjs'), () => {});
      if (started.pid) pids.add(started.pid);
      return started;
    },
    configuration: () => ({
      models: [{ id: 'pocket', name: 'pocket', folder: inRepository('models/pocket'), source: 'shipped' }],
      ...{ memoryBudgetBytes: 256e6, threads: 1 },
    }),
    log: () => {},
  });
  const watch = watchEventLoop((ms) => {
    result.heldUpMs = Math.max(result.heldUpMs, ms);
  });
  try {
    const durations: Record<string, number> = {};
    const expected = await answer(client);
    for (const [name, act] of Object.entries(activities)) {
      const start = performance.now();
      await act(client);
      durations[name] = performance.now() - start;
    }
    for (let kill = 0; kill < count; kill++) {
      const name = Object.keys(activities)[kill % Object.keys(activities).length];
      const outcome = await killDuring(client, activities[name], uniformAt(seed, kill) * (durations[name] + 300));
      result.kills[name].times++;
      if (outcome === 'over') result.kills[name].late++;
      else if (outcome !== 'runtimeExited' && outcome !== 'runtimeFailed')
        result.failures.push(`kill ${kill}, ${name}: ended with ${outcome}`);
      if (client.state === 'failed') client.retry();
      const after = await answer(client).catch((error) => String(error));
      if (after !== expected) result.failures.push(`kill ${kill}, ${name}: then gave ${after}`);
    }
  } finally {
    watch();
    client.dispose();
    await delay(500);
  }
  for (const pid of pids) if (isAlive(pid)) result.failures.push(`process ${pid} is left`);
  return result;
}

/** How an activity ended whose process was killed `afterMs` into it: a code, or `over` where it had come to its end. */
async function killDuring(
  client: RuntimeClient,
  act: (client: RuntimeClient) => Promise<unknown>,
  afterMs: number,
): Promise<string> {
  if (client.pid) process.kill(client.pid, 'SIGKILL');
  await client.request('closeModel', { model: 'pocket' }).catch(() => {});
  const acting = act(client).then(
    () => 'over',
    (error) => (error instanceof LoupeError ? error.code : String(error)),
  );
  await delay(afterMs);
  if (client.pid) {
    const death = nextDeath(client);
    process.kill(client.pid, 'SIGKILL');
    // Where the activity was over, nobody has heard of the death yet: what begins now would die of it too.
    await death;
  }
  return acting;
}

function nextDeath(client: RuntimeClient): Promise<void> {
  return new Promise((resolve) => {
    const watch = client.onDidCrash(() => {
      watch.dispose();
      resolve();
    });
  });
}

/** What the next run gives. */
async function answer(client: RuntimeClient): Promise<string> {
  return (await client.request('generate', { ...generate, maxTokens: 8 })).text;
}

function watchEventLoop(told: (ms: number) => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    told(now - last - 20);
    last = now;
  }, 20);
  return () => clearInterval(timer);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
