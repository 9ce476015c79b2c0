import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRuntimeService } from '../src/runtime/service';
import { type Figure, type Group, median } from './figure';

const shipped = path.join(__dirname, '..', 'models', 'pocket');
const megabyte = 2 ** 20;
const budgetBytes = 512 * megabyte;

/** Where attention is: its maps in the runtime, for a text whose maps all fit the budget and for one of which only a few do. */
export const attention: Group = {
  name: 'attention',
  measure: async () => [...(await heatmaps(1024, 1000)), ...(await heatmaps(4096, 60_000))],
};

/**
 * The Attention tab's requests after a reading of `tokens` tokens by the shipped model. Beyond its context its weights mean nothing, but
 * cost the same: its positions are computed in its graph.
 */
async function heatmaps(tokens: number, goalMs: number): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'loupe-bench-'));
  const peak = watchMemory();
  try {
    cpSync(shipped, folder, { recursive: true });
    const config = path.join(folder, 'config.json');
    const changed = { ...JSON.parse(readFileSync(config, 'utf8')), max_position_embeddings: tokens };
    writeFileSync(config, JSON.stringify(changed));
    const service = createRuntimeService({
      configuration: {
        models: [{ id: 'long', name: 'long', folder, source: 'folder' }],
        memoryBudgetBytes: budgetBytes,
        threads: 0,
      },
    });
    const context = { signal: new AbortController().signal, progress: () => {} };
    const text = 'The old keeper climbed the stairs. '.repeat(tokens / 4);
    const wanted = { special: 'text', topK: 5, captureAttention: true, beyondContext: 'start' } as const;
    const reading = await service.read({ runId: 'run', model: 'long', text, ...wanted }, context);
    if (reading.tokens.ids.length !== tokens) throw new Error(`The text is ${reading.tokens.ids.length} tokens.`);
    const all = { first: 0, end: tokens };
    const near = { first: tokens - 512, end: tokens };
    const slice = (layer: number, part: typeof all) => () =>
      service.attentionSlice(
        {
          ...{ runId: 'run', layer, head: 3, dropSink: false, pooling: 'max' },
          ...{ queries: part, keys: part, cells: 1024 },
        },
        context,
      );
    const overview = await timed(() => service.attentionOverview({ runId: 'run', size: 48, dropSink: false }, context));
    const whole = await timed(slice(2, all));
    const zooms: number[] = [];
    for (let turn = 0; turn < 5; turn++) zooms.push(await timed(slice(2, near)));
    const other = await timed(slice(4, near));
    const rolled = (part: typeof all) => () =>
      service.attentionSlice(
        {
          ...{ runId: 'run', layer: 'all', head: 'all', combine: 'rollout', dropSink: false, pooling: 'max' },
          ...{ queries: part, keys: part, cells: 1024 },
        },
        context,
      );
    const rollout = await timed(rolled(all));
    const rolloutZoom = await timed(rolled(near));
    service.dispose();
    const { layers, heads } = reading.attention.available ? reading.attention : { layers: 0, heads: 0 };
    const maps = Math.round((layers * heads * tokens ** 2 * 4) / megabyte);
    const name = `heatmaps of ${tokens.toLocaleString('en')}`;
    return [
      {
        name: `${name}: overview`,
        value: overview,
        unit: 'ms',
        goal: goalMs,
        how: `${layers} × ${heads} heads, figures of all`,
      },
      {
        name: `${name}: one head, whole`,
        value: whole,
        unit: 'ms',
        goal: goalMs / 4,
        how: '1,024 cells a side at most, the first time',
      },
      { name: `${name}: 512 × 512 of it`, value: median(zooms), unit: 'ms', goal: 50, how: 'exact, median of 5' },
      {
        name: `${name}: 512 × 512 of another layer`,
        value: other,
        unit: 'ms',
        goal: 3000,
        how: 'exact, the first time',
      },
      {
        name: `${name}: rollout`,
        value: rollout,
        unit: 'ms',
        goal: goalMs,
        how: `over ${layers} layers, the first time`,
      },
      { name: `${name}: 512 × 512 of the rollout`, value: rolloutZoom, unit: 'ms', goal: 50, how: 'exact' },
      {
        name: `${name}: peak of this process’s memory`,
        value: peak.stop() * 1000,
        unit: 'kB',
        goal: (3 * budgetBytes) / 1000,
        how: `all maps would be ${maps.toLocaleString('en')} MB; budget ${budgetBytes / megabyte} MB`,
      },
    ];
  } finally {
    peak.stop();
    rmSync(folder, { recursive: true });
  }
}

async function timed(task: () => unknown): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/** The largest resident set seen until it is stopped, megabytes. */
function watchMemory(): { stop(): number } {
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage().rss / 1e6);
  };
  const timer = setInterval(look, 20);
  return {
    stop() {
      look();
      clearInterval(timer);
      return most;
    },
  };
}
