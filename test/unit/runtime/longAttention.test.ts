import assert from 'node:assert/strict';
import type { HeadParams } from '../../../src/protocol/runs';
import { createRuntimeService, type RuntimeService } from '../../../src/runtime/service';
import { type LongModel, longModel } from '../../support/longModel';
import { callIn, readParams } from './pocket';

const [layers, heads] = [3, 4];
/** Bytes of all whole maps, and of one head's. */
const allMaps = (tokens: number) => layers * heads * tokens * tokens * 4;
const oneMap = (tokens: number) => tokens * tokens * 4;

function assertClose(actual: Float32Array, expected: Float32Array, tolerance = 1e-5): void {
  assert.equal(actual.length, expected.length);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  assert.ok(worst <= tolerance, `differs by ${worst}`);
}

describe('attention of long texts', function () {
  this.timeout(120_000);
  let model: LongModel;
  const services: RuntimeService[] = [];
  /** A runtime with that budget, and how many chunks its models ran. */
  const withBudget = (memoryBudgetBytes: number) => {
    const counted = { chunks: 0 };
    const service = createRuntimeService({
      configuration: {
        models: [{ id: 'long', name: 'Long', folder: model.folder, source: 'folder' }],
        memoryBudgetBytes,
        threads: 1,
      },
      onChunk: () => {
        counted.chunks++;
      },
    });
    services.push(service);
    return { call: callIn(service), counted };
  };
  const read = (tokens: number) => readParams(model.text(tokens), { model: 'long' });

  before(() => {
    model = longModel();
  });
  after(() => {
    for (const service of services) service.dispose();
    model.remove();
  });

  const tokens = 300;
  const choices: Omit<HeadParams, 'runId'>[] = [
    { layer: 1, head: 2, dropSink: false },
    { layer: 0, head: 3, dropSink: true },
    { layer: 2, head: 'all', dropSink: false },
    { layer: 'all', head: 'all', dropSink: true },
    { layer: { first: 1, last: 2 }, head: 'all', combine: 'max', dropSink: false },
  ];
  for (const [name, budget] of [
    ['a layer', oneMap(tokens) * heads],
    ['a head', oneMap(tokens)],
    ['nothing', 1000],
  ] as const) {
    it(`is computed anew as it was where the budget holds ${name}`, async () => {
      const kept = withBudget(allMaps(tokens));
      const anew = withBudget(budget);
      for (const { call } of [kept, anew]) await call('read', read(tokens));
      const before = { ...kept.counted };
      for (const choice of choices) {
        const params = { runId: 'run', ...choice };
        assertClose(
          (await anew.call('attentionHead', params)).values,
          (await kept.call('attentionHead', params)).values,
        );
      }
      for (const dropSink of [false, true]) {
        const params = { runId: 'run', size: 16, dropSink };
        const [expected, actual] = [
          await kept.call('attentionOverview', params),
          await anew.call('attentionOverview', params),
        ];
        assertClose(actual.thumbnails, expected.thumbnails);
        for (const [score, values] of Object.entries(expected.statistics))
          assertClose(actual.statistics[score as keyof typeof actual.statistics], values, 1e-4);
      }
      assert.deepEqual(kept.counted, before, 'what is kept is not computed');
    });
  }

  it('is rolled out whole, once for all looks at it', async () => {
    const rollout = { runId: 'run', layer: 'all', head: 'all', combine: 'rollout', dropSink: false } as const;
    const kept = withBudget(allMaps(tokens));
    const anew = withBudget(2 * oneMap(tokens));
    // Two of the three layers at once, then the third.
    const twoAtOnce = withBudget(6 * oneMap(tokens));
    for (const { call } of [kept, anew, twoAtOnce]) await call('read', read(tokens));
    const expected = (await kept.call('attentionHead', rollout)).values;
    const told: number[] = [];
    const { call, counted } = anew;
    const { values } = await call('attentionHead', rollout, ({ done, total }) => {
      told.push(done);
      assert.equal(total, layers * tokens);
    });
    assertClose(values, expected);
    assert.deepEqual([told.at(-1), told], [layers * tokens, [...told].sort((a, b) => a - b)]);
    assertClose((await twoAtOnce.call('attentionHead', rollout)).values, expected);
    const before = counted.chunks;
    const part = { queries: { first: 250, end: 260 }, keys: { first: 0, end: tokens }, cells: tokens };
    const slice = await call('attentionSlice', { ...rollout, ...part, pooling: 'max' });
    assert.deepEqual(slice.values, values.slice(250 * tokens, 260 * tokens));
    assert.equal(counted.chunks, before);
    await call('attentionHead', { ...rollout, layer: { first: 0, last: 1 } });
    assert.ok(counted.chunks > before, 'of other layers');
  });

  it('is rolled out once for looks at the same time, of which one may be let go of', async () => {
    const rollout = { runId: 'run', layer: 'all', head: 'all', combine: 'rollout', dropSink: false } as const;
    const { call, counted } = withBudget(2 * oneMap(tokens));
    await call('read', read(tokens));
    const chunksOf = async (look: () => Promise<unknown>) => {
      const before = counted.chunks;
      await look();
      return counted.chunks - before;
    };
    const alone = await chunksOf(() => call('attentionHead', rollout));
    await call('append', { runId: 'run', choice: { tokenId: 9 } });
    await call('stepBack', { runId: 'run' });
    const controller = new AbortController();
    const together = await chunksOf(async () => {
      const looks = [0, 1].map(() => call('attentionHead', rollout));
      const dropped = call('attentionHead', rollout, () => {}, controller.signal);
      controller.abort();
      await assert.rejects(dropped, { code: 'cancelled' });
      const [one, other] = await Promise.all(looks);
      assert.deepEqual(one.values, other.values);
    });
    assert.equal(together, alone);
  });

  it('is rolled out anew when its tokens change', async () => {
    const rollout = { runId: 'run', layer: 'all', head: 'all', combine: 'rollout', dropSink: false } as const;
    const [changed, fresh] = [withBudget(allMaps(tokens)), withBudget(allMaps(tokens))];
    const append = { runId: 'run', choice: { tokenId: 9 } };
    await changed.call('read', read(tokens));
    await changed.call('append', { ...append, choice: { tokenId: 5 } });
    const { values } = await changed.call('attentionHead', rollout);
    await changed.call('stepBack', { runId: 'run' });
    await changed.call('append', append);
    await fresh.call('read', read(tokens));
    await fresh.call('append', append);
    const expected = (await fresh.call('attentionHead', rollout)).values;
    assertClose((await changed.call('attentionHead', rollout)).values, expected);
    assert.notDeepEqual(values, expected);
  });

  it('is not rolled out beyond the budget', async () => {
    const { call } = withBudget(oneMap(tokens));
    await call('read', read(tokens));
    const rollout = { runId: 'run', layer: 'all', head: 'all', combine: 'rollout', dropSink: false } as const;
    await assert.rejects(call('attentionHead', rollout), (error: Error) =>
      /A rollout of 300 tokens takes 1 MB, and it may take 0 MB/.test(error.message),
    );
    assert.equal((await call('attentionHead', { runId: 'run', layer: 0, head: 0, dropSink: false })).tokens, tokens);
  });

  it('computes the rows that are looked at and no others, and once where they can be kept', async () => {
    // The budget holds one head; rows are computed 18 at a time, a quarter of it.
    const { call, counted } = withBudget(oneMap(tokens));
    const passes = (rows: number) => Math.ceil(rows / 18);
    await call('read', read(tokens));
    const whole = { first: 0, end: tokens };
    const params = { runId: 'run', layer: 1, head: 1, dropSink: false, cells: tokens, pooling: 'max' } as const;
    const chunksOf = async (change: object) => {
      const before = counted.chunks;
      await call('attentionSlice', { ...params, queries: whole, keys: whole, ...change });
      return counted.chunks - before;
    };
    assert.equal(await chunksOf({ queries: { first: 200, end: 300 } }), passes(100));
    assert.equal(await chunksOf({ queries: { first: 250, end: 300 } }), 0);
    assert.equal(await chunksOf({}), passes(200), 'rows before the 200th');
    assert.equal(await chunksOf({ keys: { first: 7, end: 8 } }), 0);
    assert.equal(await chunksOf({ head: 2, queries: { first: 299, end: 300 } }), 1);
    assert.ok((await chunksOf({ layer: 'all' })) > 0);
  });

  it('is given in slices, exact where there is room and reduced to blocks where not', async () => {
    const { call } = withBudget(allMaps(tokens));
    await call('read', read(tokens));
    const choice = { runId: 'run', layer: 2, head: 0, dropSink: false };
    const { values } = await call('attentionHead', choice);
    const slice = { queries: { first: 40, end: 247 }, keys: { first: 17, end: 999 } };
    const columns = tokens - 17;
    const exact = await call('attentionSlice', { ...choice, ...slice, cells: columns, pooling: 'mean' });
    assert.deepEqual(
      [exact.block, exact.rows, exact.columns, exact.keys.end, exact.queries],
      [1, 207, columns, tokens, slice.queries],
    );
    for (let row = 0; row < exact.rows; row++) {
      const from = (40 + row) * tokens + 17;
      assert.deepEqual(
        exact.values.subarray(row * columns, (row + 1) * columns),
        values.subarray(from, from + columns),
      );
    }
    for (const pooling of ['max', 'mean'] as const) {
      const reduced = await call('attentionSlice', { ...choice, ...slice, cells: 100, pooling });
      assert.deepEqual([reduced.block, reduced.rows, reduced.columns], [3, 69, 95]);
      // The last column is of 283 − 94 · 3 = 1 key.
      for (const [row, column, keys] of [
        [0, 0, 3],
        [50, 20, 3],
        [68, 94, 1],
      ]) {
        const block = [0, 1, 2].flatMap((i) =>
          Array.from({ length: keys }, (_, j) => values[(40 + 3 * row + i) * tokens + 17 + 3 * column + j]),
        );
        const expected = pooling === 'max' ? Math.max(...block) : block.reduce((a, b) => a + b) / block.length;
        assert.ok(Math.abs(reduced.values[row * 95 + column] - expected) < 1e-7, `${pooling} of ${row}, ${column}`);
      }
    }
  });

  it('is given between some of the tokens, as if there were no others', async () => {
    const { call } = withBudget(allMaps(tokens));
    await call('read', read(tokens));
    const choice = { runId: 'run', layer: 2, head: 0, dropSink: false } as const;
    const { values } = await call('attentionHead', choice);
    const among = Array.from({ length: tokens }, (_, token) => token).filter((token) => token % 3 !== 1 && token > 4);
    const weight = (query: number, key: number) => (key > query ? 0 : values[among[query] * tokens + among[key]]);
    const slice = { queries: { first: 40, end: 60 }, keys: { first: 7, end: 50 }, among };
    const exact = await call('attentionSlice', { ...choice, ...slice, cells: 43, pooling: 'max' });
    assert.deepEqual([exact.block, exact.rows, exact.columns], [1, 20, 43]);
    for (let row = 0; row < exact.rows; row++)
      for (let column = 0; column < exact.columns; column++)
        assert.equal(exact.values[row * 43 + column], weight(40 + row, 7 + column));
    const all = { first: 0, end: tokens };
    const whole = await call('attentionSlice', {
      ...choice,
      queries: all,
      keys: all,
      among,
      cells: 100,
      pooling: 'max',
    });
    assert.deepEqual(
      [whole.queries, whole.keys],
      [
        { first: 0, end: among.length },
        { first: 0, end: among.length },
      ],
    );
    assert.equal(whole.block, 2);
    const block = [weight(60, 30), weight(60, 31), weight(61, 30), weight(61, 31)];
    assert.equal(whole.values[30 * whole.columns + 15], Math.max(...block));
    const none = await call('attentionSlice', {
      ...choice,
      queries: all,
      keys: all,
      among: [],
      cells: 9,
      pooling: 'max',
    });
    assert.deepEqual([none.rows, none.columns], [0, 0]);
  });

  it('tells how far it is and can be cancelled, and a run goes on', async () => {
    const { call } = withBudget(1000);
    await call('read', read(tokens));
    const controller = new AbortController();
    const told: number[] = [];
    const overview = call(
      'attentionOverview',
      { runId: 'run', size: 8, dropSink: false },
      ({ done, total }) => {
        told.push(done);
        assert.equal(total, tokens);
        controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(overview, { code: 'cancelled' });
    assert.equal(told.length, 1);
    await call('append', { runId: 'run', choice: { tokenId: 5 } });
  });

  it('has 4,096 tokens within its memory', async () => {
    const long = 4096;
    assert.ok(allMaps(long) > 512 * 2 ** 20);
    const { call } = withBudget(512 * 2 ** 20);
    const { attention } = await call('read', read(long));
    assert.deepEqual(attention, { available: true, layers, heads });
    const all = { first: 0, end: long };
    const params = { runId: 'run', layer: 1, head: 3, dropSink: false, pooling: 'max' } as const;
    const whole = await call('attentionSlice', { ...params, queries: all, keys: all, cells: 1024 });
    assert.deepEqual([whole.block, whole.rows, whole.columns], [4, 1024, 1024]);
    const part = { first: 4000, end: long };
    const exact = await call('attentionSlice', { ...params, queries: part, keys: all, cells: long });
    for (const query of [0, 95]) {
      const row = exact.values.subarray(query * long, (query + 1) * long);
      assert.ok(Math.abs(row.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-4);
      assert.ok(row.subarray(4001 + query).every((weight) => weight === 0));
    }
    assert.equal(
      whole.values[1023 * 1024 + 1023],
      Math.max(
        ...[92, 93, 94, 95].flatMap((query) => [...exact.values.subarray(query * long + 4092, (query + 1) * long)]),
      ),
    );
  });

  describe('and of appended tokens', () => {
    for (const budget of [allMaps(400), 1000]) {
      it(`is that of the same text read at once, ${budget > 1000 ? 'kept' : 'computed anew'}`, async () => {
        const { call } = withBudget(budget);
        const all = model.text(140);
        const { tokens: table } = await call('read', readParams(all, { model: 'long', runId: 'whole' }));
        const whole = await withBudget(allMaps(400));
        await whole.call('read', readParams(all, { model: 'long' }));
        await call('read', readParams(all.slice(0, 130), { model: 'long' }));
        await call('append', { runId: 'run', choice: { tokenId: 9 } });
        await call('attentionOverview', { runId: 'run', size: 8, dropSink: false });
        await call('stepBack', { runId: 'run' });
        for (const id of table.ids.slice(130)) await call('append', { runId: 'run', choice: { tokenId: id } });
        const params = { runId: 'run', layer: 2, head: 1, dropSink: false };
        const expected = await whole.call('attentionHead', params);
        const grown = await call('attentionHead', params);
        assert.equal(grown.tokens, 140);
        assertClose(grown.values, expected.values);
        const size = { runId: 'run', size: 8, dropSink: false };
        const [a, b] = [await call('attentionOverview', size), await whole.call('attentionOverview', size)];
        assertClose(a.thumbnails, b.thumbnails);
        assertClose(a.statistics.distance, b.statistics.distance, 1e-4);
        const first = await call('attentionHead', { ...params, tokens: 130 });
        assert.equal(first.tokens, 130);
        assertClose(first.values.subarray(129 * 130), expected.values.subarray(129 * 140, 129 * 140 + 130));
      });
    }
  });
});
