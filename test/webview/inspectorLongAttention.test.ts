import assert from 'node:assert/strict';
import type { AttentionMap, HeadParams } from '../../src/protocol/runs';
import type { LineWeights } from '../../webview/drawing/attentionLines';
import { pairedDifference, tokenPairs } from '../../webview/inspector/attention/tokenPairs';
import { type LongModel, longModel } from '../support/longModel';
import { assertTints } from './attentionPage';
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
      assert.deepEqual(exact.values[row].map(Math.fround), weights.flat());
    }
    assert.ok(pngSize(await exported(opened, 'PNG'))[0] > 500);
  });

  it('tells how a weight of a long text comes about', async () => {
    const tokens = 1100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    await page.locator('attention-tab vscode-checkbox', { hasText: 'How this weight comes about' }).click();
    await press(opened, 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'Enter');
    const panel = page.locator('weight-story-panel');
    await panel.locator('.steps').waitFor({ timeout: 30_000 });
    assert.match(await said(panel.locator('h3')), /\(1098\) looks at “.*” \(1097\), layer 0, head 0$/);
    const { values } = await map(opened);
    assert.ok((await said(panel)).includes(values[1098 * tokens + 1097].toFixed(4)));
    await choose(opened, 'Show', 'mean of heads');
    await page.getByText('Choose one layer and one head: a mean comes about from many.').waitFor();
  });

  it('tints a long text by a token’s exact row and column', async () => {
    const tokens = 1100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    const { values } = await map(opened);
    await choose(opened, 'Shown as', 'tinted text');
    const strip = page.locator('attention-tab loupe-token-strip');
    await strip.locator('.token').nth(7).click();
    await page.locator('inspector-header').hover();
    const row = (token: number) => (other: number) => (other > token ? null : values[token * tokens + other]);
    await assertTints(strip, 30, row(7));
    assert.match(await readout(opened), /\(7\) looks at /);
    await choose(opened, 'Of the token', 'who looks at it (column)');
    await assertTints(strip, 30, (other) => (other < 7 ? null : values[other * tokens + 7]));
    assert.match(await readout(opened), /\(7\) is looked at by /);

    // Until the weights of another token are there those of this one stay, dimmed.
    const { held, release } = hold();
    const ask = opened.host.attentionSlice.bind(opened.host);
    opened.host.attentionSlice = async (params, context) => {
      await held;
      return ask(params, context);
    };
    await choose(opened, 'Of the token', 'what it looks at (row)');
    await strip.locator('.token').nth(9).click();
    await page.locator('long-map .earlier loupe-token-strip').waitFor();
    await assertTints(strip, 30, row(7));
    release();
    await page.locator('inspector-header').hover();
    await assertTints(strip, 30, row(9));
    assert.equal(await page.locator('long-map .earlier').count(), 0);
  });

  it('compares two heads of a long text, by exact weights under one crosshair', async () => {
    const tokens = 1100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    const [own, other] = [await map(opened), await map(opened, { layer: 1, head: 2 })];
    await choose(opened, 'Shown as', 'beside another head');
    await choose(opened, 'Other layer', '1');
    await choose(opened, 'Other head', '2');
    const captions = page.locator('long-map figcaption');
    await eventually(async () => assert.deepEqual(await captions.allTextContents(), ['L0 H0', 'L1 H2']), 30_000);
    await page.locator('attention-canvas canvas').first().focus();
    for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowLeft']) await page.keyboard.press(key);
    const at = (tokens - 2) * tokens + tokens - 3;
    const [first, second] = [own, other].map(({ values }) => values[at]);
    const difference = first - second;
    const compared = [
      `${first.toFixed(4)} (L0 H0), ${second.toFixed(4)} (L1 H2):`,
      `${difference > 0 ? '+' : '−'}${Math.abs(difference).toFixed(4)}`,
    ].join(' ');
    await eventually(async () => assert.ok((await readout(opened)).endsWith(compared), await readout(opened)), 30_000);
    await choose(opened, 'Shown as', 'difference from another head');
    await eventually(async () => assert.deepEqual(await captions.allTextContents(), ['L0 H0 minus L1 H2']), 30_000);
    assert.match(await said(page.locator('.reduction')), /2 × 2 weights.*Each map is reduced by itself\.$/);
    await eventually(async () => assert.ok((await readout(opened)).endsWith(compared), await readout(opened)), 30_000);
    const figure = JSON.parse(String((await exported(opened, 'JSON')).content));
    assert.match(figure.title, /L0 H0 minus L1 H2$/);
    assert.match(figure.details.join(' '), /2 × 2 weights and shows the largest.*Each map is reduced by itself/);
    const [largest, otherLargest] = [own, other].map(({ values }) =>
      Math.max(...[998, 999].flatMap((query) => [...values.subarray(query * tokens + 6, query * tokens + 8)])),
    );
    assert.equal(Math.fround(figure.values[499][3]), Math.fround(largest - otherLargest));
    await choose(opened, 'Shown as', 'map');
    await captions.first().waitFor({ state: 'detached' });
  });

  it('rolls out a long text, once for picture, lists and readout', async () => {
    const tokens = 1100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    await choose(opened, 'Show', 'rollout');
    await press(opened, 'ArrowLeft', 'ArrowUp', 'ArrowLeft');
    const { values } = await map(opened, { layer: 'all', head: 'all', combine: 'rollout' });
    const weight = values[(tokens - 2) * tokens + tokens - 3].toFixed(4);
    await eventually(async () => assert.match(await readout(opened), new RegExp(`with ${weight}`)), 30_000);
    await choose(opened, 'Shown as', 'tinted text');
    const row = (other: number) => values[(tokens - 2) * tokens + other];
    await assertTints(page.locator('attention-tab loupe-token-strip'), 30, row);
    const figure = JSON.parse(String((await exported(opened, 'JSON')).content));
    assert.match(figure.title, /rollout of L0–2$/);
    assert.match(figure.details.join(' '), /this is an approximation/);
  });

  it('draws a long text’s lines by the exact rows in sight, and a token’s own', async () => {
    const tokens = 1300;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    const { values } = await map(opened);
    await choose(opened, 'Shown as', 'lines');
    /** What the lines of a token are drawn by. */
    const drawn = (side: 'row' | 'column', token: number) =>
      page.locator('line-canvas').evaluate(
        (canvas, [side, token]) => {
          const { weights } = canvas as unknown as { weights: LineWeights };
          const found = weights[side as 'row' | 'column'](Number(token));
          return found?.join() ?? null;
        },
        [side, token] as const,
      );
    const row = (query: number) => values.subarray(query * tokens, (query + 1) * tokens).join();
    const columnOf = (all: Float32Array, key: number) =>
      Float32Array.from({ length: tokens }, (_, query) => all[query * tokens + key]).join();
    /** Without the texts of thousands of numbers where they differ. */
    const same = (own: string | null, other: string, what: string) =>
      assert.ok(own === other, `${what}: ${own?.slice(0, 80)}`);
    for (const query of [0, 20]) {
      await eventually(async () => same(await drawn('row', query), row(query), `row ${query}`), 30_000);
    }
    const scroller = page.locator('line-canvas .scroll');
    await scroller.evaluate((box) => box.scrollTo(0, 700 * 18));
    await eventually(async () => same(await drawn('row', 705), row(705), 'row 705'), 30_000);
    assert.equal(await drawn('row', 20), null, 'what is out of sight is let go of');

    await scroller.hover({ position: { x: 20, y: 90 } });
    await eventually(async () => assert.match(await readout(opened), /\(70[3-6]\) looks at “/), 30_000);
    const box = (await scroller.boundingBox()) ?? assert.fail();
    await page.mouse.move(box.x + box.width - 20, box.y + 91);
    await eventually(async () => assert.match(await readout(opened), /\(70[3-6]\) is looked at by “/), 30_000);
    const told = async () => Number(/\((\d+)\) is looked at/.exec(await readout(opened))?.[1]);
    const pointed = await told();
    same(await drawn('column', pointed), columnOf(values, pointed), 'column');
    await page.mouse.move(box.x, box.y - 40);
    await eventually(async () => assert.match(await readout(opened), /^Point at a token/), 30_000);

    // A column of several heads takes a pass: it is shown of a chosen token.
    await choose(opened, 'Show', 'mean of heads');
    const mean = await map(opened, { layer: 'all', head: 'all', combine: 'mean' });
    await scroller.hover({ position: { x: 20, y: 90 } });
    assert.match(await readout(opened), /^Point at a token/);
    await scroller.click({ position: { x: box.width - 20, y: 90 } });
    await eventually(async () => assert.match(await readout(opened), /is looked at by “/), 30_000);
    const chosen = await told();
    same(await drawn('column', chosen), columnOf(mean.values, chosen), 'column of the mean');
  });

  for (const [what, kept, shown] of [
    ['a long text and a shorter one', 1000, 1100],
    ['a text and a longer one', 1100, 900],
    ['two long texts', 1200, 1100],
  ] as const) {
    it(`compares a head on ${what}, by exact weights and between the tokens of both`, async () => {
      const opened = await attention(model.text(kept), { model: model.folder });
      const { page, host } = opened;
      await choose(opened, 'Shown as', 'beside a kept text');
      await button(page, 'Keep this text').click();
      await eventually(async () =>
        assert.match(await said(page.locator('attention-tab .map')), /This is the kept text/),
      );
      const before = await map(opened);
      await host.inspect(`!!${model.text(shown - 2)}`);
      const after = await map(opened);
      const comparison = page.locator('text-comparison');
      await comparison.waitFor({ timeout: 30_000 });
      assert.deepEqual([before.tokens, after.tokens], [kept, shown]);
      const pairs =
        tokenPairs(host.reading?.tokens.ids ?? assert.fail(), host.kept?.tokens.ids ?? assert.fail()) ?? assert.fail();
      assert.ok(pairs.length > 800, `${pairs.length} tokens in common`);
      const [common, ofShown, ofKept] = [pairs.length, shown, kept].map((count) => count.toLocaleString('en'));
      assert.match(await said(comparison), new RegExp(`${common} of ${ofShown} and of ${ofKept}`));

      const reductions = await comparison.locator('figure p').allTextContents();
      const whole = [shown, kept, pairs.length].map((count) =>
        count > 1024 ? /^Reduced: a cell stands for 2 × 2 weights/ : /^Exact: a cell is one weight/,
      );
      for (const [i, note] of whole.entries()) assert.match(reductions[i] ?? 'none', note);

      // Among the first that both have, where weights are large.
      const [key, query] = [pairs[2], pairs[5]];
      const canvases = comparison.locator('attention-canvas canvas');
      await eventually(async () => assert.equal(await canvases.count(), 3), 30_000);
      await canvases.nth(2).focus();
      const far = Array(Math.ceil(pairs.length / 10)).fill('PageUp');
      const near = [...Array(5).fill('ArrowDown'), 'Home', 'ArrowRight', 'ArrowRight'];
      for (const press of [...far, ...near]) await page.keyboard.press(press);
      const [here, there] = [
        after.values[query.shown * shown + key.shown],
        before.values[query.kept * kept + key.kept],
      ];
      const told = `${here.toFixed(4)} (this text), ${there.toFixed(4)} (kept text): ${here > there ? '+' : '−'}${Math.abs(here - there).toFixed(4)}`;
      await eventually(
        async () => assert.ok((await readout(opened)).endsWith(told), `${await readout(opened)} / ${told}`),
        30_000,
      );

      const difference = pairedDifference(after, before, pairs);
      for (let i = 0; i < 6; i++) await page.keyboard.press('+');
      await choose(opened, 'Export', 'L0 H0: this text minus the kept one');
      await eventually(async () => {
        const figure = JSON.parse(String((await exported(opened, 'JSON')).content));
        assert.doesNotMatch(figure.details.join(' '), /Reduced/);
        const places = (positions: number[]) =>
          positions.map((position) => pairs.findIndex((pair) => pair.shown === position));
        const [rows, columns] = [places(figure.rowNumbers), places(figure.columnNumbers)];
        assert.ok(rows.length < pairs.length && rows.includes(5), 'a part, with the crosshair');
        for (const [row, at] of rows.entries()) {
          const cells = columns
            .filter((other) => other <= at)
            .map((other) => difference.values[at * pairs.length + other]);
          assert.deepEqual(figure.values[row].map(Math.fround), cells);
        }
        assert.match(figure.title, /L0 H0: this text minus the kept one$/);
      }, 30_000);
    });
  }

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
