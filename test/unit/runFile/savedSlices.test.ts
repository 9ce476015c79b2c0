import assert from 'node:assert/strict';
import type { AttentionSlice, HeadChoice, SliceParams } from '../../../src/protocol/runs';
import { encodeRun } from '../../../src/runFile/encodeRun';
import { readRunFile } from '../../../src/runFile/readRunFile';
import { SavedAnswers } from '../../../src/runFile/savedAnswers';
import type { SavedRun } from '../../../src/runFile/savedRun';
import { createRuntimeService } from '../../../src/runtime/service';
import { type LongModel, longModel } from '../../support/longModel';
import { callIn } from '../runtime/pocket';
import { collected } from './savedRuns';

const tokens = 1100;
const choices: Omit<HeadChoice, 'dropSink'>[] = [
  { layer: 0, head: 3 },
  { layer: 2, head: 'all', combine: 'mean' },
  { layer: { first: 1, last: 2 }, head: 1, combine: 'max' },
];
const all = { first: 0, end: tokens };
const parts: Record<string, Pick<SliceParams, 'queries' | 'keys' | 'cells' | 'pooling'>> = {
  'the whole, reduced by the largest': { queries: all, keys: all, cells: 1024, pooling: 'max' },
  'the whole, reduced by the mean': { queries: all, keys: all, cells: 100, pooling: 'mean' },
  'a part, exact': { queries: { first: 400, end: 520 }, keys: { first: 350, end: 470 }, cells: 1024, pooling: 'max' },
  'a row': { queries: { first: 900, end: 901 }, keys: all, cells: tokens, pooling: 'max' },
  'a column': { queries: all, keys: { first: 7, end: 8 }, cells: tokens, pooling: 'max' },
};

describe('slices of a saved run over a long text', function () {
  this.timeout(120_000);
  let model: LongModel;
  let run: SavedRun;
  let exact: SavedAnswers;
  let half: SavedAnswers;
  const service = createRuntimeService({
    configuration: { models: [], memoryBudgetBytes: 256 * 2 ** 20, threads: 1 },
  });
  const call = callIn(service);
  const opened = async (of: SavedRun, half: boolean) =>
    new SavedAnswers(await readRunFile(Buffer.from(encodeRun(of, { half })), 'long.loupe.json'));

  before(async () => {
    model = longModel();
    const chosen = { overview: false, layers: [0, 1, 2], lens: false, next: false };
    run = await collected(service, { text: model.text(tokens), model: model.folder }, chosen);
    assert.equal(run.reading.tokens.ids.length, tokens);
    exact = await opened(run, false);
    half = await opened(run, true);
  });
  after(() => {
    service.dispose();
    model.remove();
  });

  for (const [title, part] of Object.entries(parts)) {
    it(`are those of the run: ${title}`, async () => {
      for (const choice of choices) {
        for (const dropSink of [false, true]) {
          const params = { runId: 'run', ...choice, ...part, dropSink };
          assert.deepEqual(await exact.attentionSlice(params), await call('attentionSlice', params));
        }
      }
    });

    it(`are those of the run within rounding at half precision: ${title}`, async () => {
      const params = { runId: 'run', ...choices[0], ...part, dropSink: false };
      const { values, ...rest } = await half.attentionSlice(params);
      const { values: live, ...liveRest } = await call('attentionSlice', params);
      assert.deepEqual(rest, liveRest);
      assert.notDeepEqual(values, live);
      // 11 significant bits; below 2 ** -14 steps of 2 ** -24.
      for (const [i, weight] of live.entries())
        assert.ok(Math.abs(values[i] - weight) <= Math.max(2 ** -11 * weight, 2 ** -25), `${weight} is ${values[i]}`);
    });
  }

  it('end with the text, whose appended tokens are not saved', async () => {
    const beyond = { first: tokens - 1, end: tokens + run.appended.length };
    const params = { runId: 'run', ...choices[0], queries: beyond, keys: beyond, cells: 9, pooling: 'max' } as const;
    const { queries, keys, rows, columns } = await exact.attentionSlice({ ...params, dropSink: false });
    const end = { first: tokens - 1, end: tokens };
    assert.deepEqual({ queries, keys, rows, columns }, { queries: end, keys: end, rows: 1, columns: 1 });
  });

  it('say which layers are there where one is not', async () => {
    const { overview = null, layers = new Map() } = run.attention ?? {};
    const saved = await opened({ ...run, attention: { overview, layers: new Map([...layers].slice(1)) } }, false);
    const ask = (choice: Omit<HeadChoice, 'dropSink'>): Promise<AttentionSlice> =>
      saved.attentionSlice({ runId: 'run', ...choice, ...parts['a row'], dropSink: false });
    assert.equal((await ask({ layer: 1, head: 0 })).columns, tokens);
    await assert.rejects(ask({ layer: 0, head: 0 }), { code: 'savedWithoutLayer', args: ['0', '1, 2'] });
    await assert.rejects(ask({ layer: 'all', head: 0 }), { code: 'savedWithoutLayers', args: ['1, 2'] });
    await assert.rejects(ask({ layer: 3, head: 0 }), { code: 'layerOutOfRange' });
  });

  it('tell how far they are, and end when cancelled', async () => {
    const params = { runId: 'run', layer: 'all', head: 'all', ...parts['the whole, reduced by the mean'] } as const;
    const done: number[] = [];
    await exact.attentionSlice({ ...params, dropSink: false }, { progress: (value) => done.push(value.done) });
    assert.equal(done.at(-1), tokens);
    assert.ok(done.length > 1);
    const controller = new AbortController();
    const progress = () => controller.abort();
    await assert.rejects(
      exact.attentionSlice({ ...params, dropSink: false }, { signal: controller.signal, progress }),
      { code: 'cancelled' },
    );
  });
});
