import assert from 'node:assert/strict';
import type { AttentionMap, HeadParams } from '../../src/protocol/runs';
import { type LongModel, longModel } from '../support/longModel';
import { assertSame } from './attentionPage';
import { exported, pngSize } from './exportedFiles';
import { button, eventually, hold, type InspectorPage, inspectorPages, said, sample, showTab } from './inspectorPage';

describe('Inspector in a browser: Attention of long and growing texts', function () {
  this.timeout(120_000);
  const open = inspectorPages();
  let model: LongModel;

  before(() => {
    model = longModel();
  });
  after(() => model.remove());

  const attention = async (text: string, options = {}): Promise<InspectorPage> => {
    const opened = await open(text, options);
    await showTab(opened.page, 'attention');
    await opened.page.locator('attention-canvas canvas').waitFor({ timeout: 60_000 });
    return opened;
  };
  const map = ({ host }: InspectorPage, params: Partial<HeadParams> = {}): Promise<AttentionMap> =>
    host.attentionHead({ runId: host.reading?.runId ?? '', layer: 0, head: 0, dropSink: false, ...params });
  const press = async ({ page }: InspectorPage, ...keys: string[]) => {
    await page.locator('attention-canvas canvas').focus();
    for (const key of keys) await page.keyboard.press(key);
  };
  const readout = ({ page }: InspectorPage) => said(page.locator('.readout'));
  const listed = async ({ page }: InspectorPage, index: number) => {
    const rows = await page.locator('share-list').nth(index).locator('li').allTextContents();
    return rows.map((row) => row.trim().split(/\s+/)).map((words) => [Number(words[0]), words.at(-1)]);
  };
  const choose = async ({ page }: InspectorPage, list: string, option: string) => {
    await page.getByRole('combobox', { name: list, exact: true }).click();
    await page.getByRole('option', { name: option }).click();
  };

  it('shows a long text reduced, says so, and exact weights on the crosshair, in the lists and near by', async () => {
    const tokens = 2100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    const { values } = await map(opened);
    const reduction = page.locator('.reduction');
    assert.match(await said(reduction), /^Reduced: a cell stands for 3 × 3 weights/);
    await press(opened, 'ArrowLeft', 'ArrowUp', 'ArrowLeft');
    const [query, key] = [tokens - 2, tokens - 3];
    const weight = values[query * tokens + key].toFixed(4);
    const cell = (pool: (block: number[]) => number) =>
      pool(
        [0, 1, 2].flatMap((row) => [
          ...values.subarray((tokens - 3 + row) * tokens + tokens - 3, (tokens - 2 + row) * tokens),
        ]),
      );
    const ends = (pooled: number) =>
      new RegExp(`\\(${query}\\) looks at .* with ${weight} \\(its cell: ${pooled.toFixed(4)}\\)$`);
    await eventually(async () => assert.match(await readout(opened), ends(cell((all) => Math.max(...all)))), 30_000);
    await choose(opened, 'It shows', 'their mean');
    const mean = cell((all) => all.reduce((sum, one) => sum + one, 0) / 9);
    await eventually(async () => assert.match(await readout(opened), ends(mean)), 30_000);
    const best = (weights: Float32Array) =>
      Array.from(weights, (value, token) => ({ value, token }))
        .filter(({ value }) => value > 0)
        .sort((a, b) => b.value - a.value || a.token - b.token)
        .slice(0, 8)
        .map(({ value, token }) => [token, value.toFixed(3)]);
    const row = values.slice(query * tokens, (query + 1) * tokens);
    const column = Float32Array.from({ length: tokens }, (_, other) => values[other * tokens + query]);
    await eventually(async () => assert.deepEqual(await listed(opened, 0), best(row)), 30_000);
    await eventually(async () => assert.deepEqual(await listed(opened, 1), best(column)), 30_000);
    await press(opened, '+', '+');
    await eventually(async () => assert.equal(await said(reduction), 'Exact: a cell is one weight.'), 30_000);
    await eventually(async () => assert.match(await readout(opened), new RegExp(`with ${weight}$`)), 30_000);
  });

  it('exports the picture as it is shown: reduced and said so, or exact', async () => {
    const tokens = 2100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const json = async () => JSON.parse(String((await exported(opened, 'JSON')).content));
    const { values } = await map(opened);
    const reduced = await json();
    assert.equal(reduced.values.length, Math.ceil(tokens / 3));
    assert.match(reduced.details.join(' '), /3 × 3 weights and shows the largest/);
    const block = [0, 1, 2].flatMap((row) => [...values.subarray((2097 + row) * tokens, (2097 + row) * tokens + 3)]);
    assert.equal(Math.fround(reduced.values[699][0]), Math.max(...block));
    await press(opened, ...Array(20).fill('PageUp'), '+', '+');
    await eventually(async () => assert.match(await said(opened.page.locator('.reduction')), /^Exact/), 30_000);
    const exact = await json();
    assert.doesNotMatch(exact.details.join(' '), /Reduced/);
    assert.ok(exact.rows.length < tokens / 2, 'it is of a part');
    for (const [row, query] of exact.rowNumbers.entries()) {
      const weights = exact.columnNumbers.map((key: number) => (key > query ? [] : [values[query * tokens + key]]));
      assertSame(exact.values[row].map(Math.fround), weights.flat(), `row ${query}`);
    }
    assert.ok(pngSize(await exported(opened, 'PNG'))[0] > 500);
  });

  it('shows no weight of the head before, and goes on after a cancel', async () => {
    const opened = await attention(model.text(1100), { model: model.folder });
    const { page, host } = opened;
    await press(opened, 'ArrowLeft');
    await eventually(async () => assert.match(await readout(opened), /with \d\.\d{4}/), 30_000);
    const ask = host.attentionSlice.bind(host);
    const { held, release } = hold();
    host.attentionSlice = async (params, context) => {
      context.progress({ done: 1, total: 2 });
      await held;
      return ask(params, context);
    };
    await choose(opened, 'Head', '1');
    await page.locator('long-map .columns.earlier').waitFor();
    assert.match(await readout(opened), /with …$/);
    await button(page, 'Cancel').click();
    const again = button(page, 'Compute again');
    await again.waitFor();
    assert.match(await readout(opened), /with …$/);
    host.attentionSlice = ask;
    release();
    await again.click();
    await eventually(async () => assert.match(await readout(opened), /with \d\.\d{4}/), 30_000);
    assert.equal(await page.locator('long-map .columns.earlier').count(), 0);
  });

  it('keeps within a text that became shorter', async () => {
    const opened = await attention(model.text(1300), { model: model.folder });
    const { page, host } = opened;
    const appended = page.locator('loupe-generated-strip .token');
    await showTab(page, 'next');
    for (const count of [1, 2]) {
      await button(page, 'Step').click();
      await eventually(async () => assert.equal(await appended.count(), count), 30_000);
    }
    await showTab(page, 'attention');
    await press(opened, 'End', '+', '+', '+', '+');
    await eventually(
      async () => assert.equal(await said(page.locator('.reduction')), 'Exact: a cell is one weight.'),
      30_000,
    );
    const asked: [number, number][] = [];
    const ask = host.attentionSlice.bind(host);
    host.attentionSlice = async (params, context) => {
      const slice = await ask(params, context);
      if (params.queries.end - params.queries.first > 1 && params.keys.end - params.keys.first > 1)
        asked.push([slice.rows, slice.columns]);
      return slice;
    };
    await showTab(page, 'next');
    for (const count of [1, 0]) {
      await button(page, 'Step back').click();
      await eventually(async () => assert.equal(await appended.count(), count), 30_000);
    }
    await showTab(page, 'attention');
    await eventually(() => assert.ok(asked.length >= 2), 30_000);
    assert.ok(
      asked.every(([rows, columns]) => rows === columns),
      JSON.stringify(asked),
    );
  });

  it('takes in tokens as they are generated, and lets go of those that are taken back', async () => {
    const opened = await attention(sample);
    const { page, host } = opened;
    const read = host.reading?.tokens.ids.length ?? assert.fail();
    await showTab(page, 'next');
    for (const count of [1, 2]) {
      await button(page, 'Step').click();
      await page.locator('next-tab').getByText(`${count} appended, underlined`).waitFor();
    }
    await showTab(page, 'attention');
    await page.getByText('With 2 tokens generated at the end').waitFor();
    await eventually(async () => {
      // Of the map before, which may still be there, End keeps to a query that is not the last any more.
      await press(opened, 'PageDown', 'End');
      assert.match(await readout(opened), new RegExp(`\\(${read + 1}\\) looks at .*\\(${read + 1}\\) with`));
    });
    const { tokens, values } = await map(opened);
    assert.equal(tokens, read + 2);
    const weight = values[tokens * tokens - 1].toFixed(4);
    await eventually(async () => assert.ok((await readout(opened)).endsWith(weight)));
    assert.equal(host.mark, null, 'there is no such token in the editor');
    await showTab(page, 'next');
    await button(page, 'Step back').click();
    await page.locator('next-tab').getByText('1 appended, underlined').waitFor();
    await showTab(page, 'attention');
    await page.getByText('With 1 token generated at the end').waitFor();
    await eventually(async () => {
      await press(opened, 'PageDown', 'End');
      assert.match(await readout(opened), new RegExp(`\\(${read}\\) looks at`));
    });
  });

  it('tints the editor by what the token in focus pays or gets, until it is switched off or out of sight', async () => {
    const opened = await attention(sample);
    const { page, host } = opened;
    const { tokens, values } = await map(opened);
    const query = 7;
    const { starts, ends } = host.reading?.tokens ?? assert.fail();
    host.setMark({ kind: 'select', range: { start: starts[query], end: ends[query] } });
    const tint = () => host.tint;
    assert.equal(tint(), null);
    await choose(opened, 'Tint the editor', 'by what it looks at');
    const row = (of: Float32Array) => of.slice(query * tokens, (query + 1) * tokens);
    await eventually(() => assert.deepEqual(tint()?.weights, row(values)));
    assert.equal(tint()?.runId, host.reading?.runId);
    await choose(opened, 'Head', '2');
    const other = await map(opened, { head: 2 });
    await eventually(() => assert.deepEqual(tint()?.weights, row(other.values)));
    await choose(opened, 'Tint the editor', 'by who looks at it');
    const column = Float32Array.from({ length: tokens }, (_, from) => other.values[from * tokens + query]);
    await eventually(() => assert.deepEqual(tint()?.weights, column));
    assert.match(await said(page.locator('editor-tint')), /≥ 2% ?≥ 5% ?≥ 20% ?≥ 50%/);
    await showTab(page, 'tokens');
    await eventually(() => assert.equal(tint(), null));
    await showTab(page, 'attention');
    await eventually(() => assert.deepEqual(tint()?.weights, column));
    await choose(opened, 'Tint the editor', 'not at all');
    await eventually(() => assert.equal(tint(), null));
    await choose(opened, 'Tint the editor', 'by who looks at it');
    await eventually(() => assert.deepEqual(tint()?.weights, column));
    host.tell('clearTint', undefined);
    await eventually(() => assert.equal(tint(), null));
    assert.equal(await page.locator('editor-tint .levels').count(), 0);
  });

  for (const width of [300, 560, 1000, 2000]) {
    it(`leaves the lists room beside the tint and its legend, ${width} px wide`, async () => {
      const opened = await attention(sample, { width });
      await choose(opened, 'Tint the editor', 'by what it looks at');
      await opened.page.locator('editor-tint .levels').waitFor();
      const parts = await opened.page.locator('.lists > *').all();
      const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
      assert.equal(boxes.length, 3);
      const [first, second, tint] = boxes.map((box) => box ?? assert.fail('not shown'));
      for (const list of [first, second]) {
        assert.ok(list.width >= 160, `a list is ${list.width} px wide`);
        assert.ok(tint.y >= list.y + list.height, 'the tint is below the lists');
      }
      assert.ok(tint.x >= 0 && tint.x + tint.width <= width);
    });
  }

  it('tints by another map of the same token where the first weights are the same', async () => {
    const opened = await attention(sample);
    const { host } = opened;
    const { tokens } = await map(opened);
    // Nothing at the beginning looks at a token at the end.
    const key = tokens - 3;
    const { starts, ends } = host.reading?.tokens ?? assert.fail();
    host.setMark({ kind: 'select', range: { start: starts[key], end: ends[key] } });
    await choose(opened, 'Tint the editor', 'by who looks at it');
    for (const [option, combine] of [
      ['mean of heads', 'mean'],
      ['maximum of heads', 'max'],
    ] as const) {
      await choose(opened, 'Show', option);
      const { values } = await map(opened, { layer: 'all', head: 'all', combine });
      const column = Float32Array.from({ length: tokens }, (_, from) => values[from * tokens + key]);
      await eventually(() => assert.deepEqual(host.tint?.weights, column), 15_000);
    }
  });
});
