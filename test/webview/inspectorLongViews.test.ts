import assert from 'node:assert/strict';
import type { LineWeights } from '../../webview/drawing/attentionLines';
import { pairedDifference, tokenPairs } from '../../webview/inspector/attention/tokenPairs';
import { type LongModel, longModel } from '../support/longModel';
import { assertSame, assertTints, attentionPages, choose, keepText, mapOf, readout, useKeys } from './attentionPage';
import { exported } from './exportedFiles';
import { eventually, hold, inspectorPages, said } from './inspectorPage';

describe('Inspector in a browser: views of the attention of long texts', function () {
  this.timeout(120_000);
  const attention = attentionPages(inspectorPages());
  let model: LongModel;

  before(() => {
    model = longModel();
  });
  after(() => model.remove());

  it('tells how a weight of a long text comes about', async () => {
    const tokens = 1100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    await page.locator('attention-tab vscode-checkbox', { hasText: 'How this weight comes about' }).click();
    await useKeys(page, 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'Enter');
    const panel = page.locator('weight-story-panel');
    await panel.locator('.steps').waitFor({ timeout: 30_000 });
    assert.match(await said(panel.locator('h3')), /\(1098\) looks at “.*” \(1097\), layer 0, head 0$/);
    const { values } = await mapOf(opened);
    assert.ok((await said(panel)).includes(values[1098 * tokens + 1097].toFixed(4)));
    await choose(page, 'Show', 'mean of heads');
    await page.getByText('Choose one layer and one head: a mean comes about from many.').waitFor();
  });

  it('tints a long text by a token’s exact row and column', async () => {
    const tokens = 1100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    const { values } = await mapOf(opened);
    await choose(page, 'Shown as', 'tinted text');
    const strip = page.locator('attention-tab loupe-token-strip');
    await strip.locator('.token').nth(7).click();
    await page.locator('inspector-header').hover();
    const row = (token: number) => (other: number) => (other > token ? null : values[token * tokens + other]);
    await assertTints(strip, 30, row(7));
    assert.match(await readout(page), /\(7\) looks at /);
    await choose(page, 'Of the token', 'who looks at it (column)');
    await assertTints(strip, 30, (other) => (other < 7 ? null : values[other * tokens + 7]));
    assert.match(await readout(page), /\(7\) is looked at by /);

    // Until the weights of another token are there those of this one stay, dimmed.
    const { held, release } = hold();
    const ask = opened.host.attentionSlice.bind(opened.host);
    opened.host.attentionSlice = async (params, context) => {
      await held;
      return ask(params, context);
    };
    await choose(page, 'Of the token', 'what it looks at (row)');
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
    const [own, other] = [await mapOf(opened), await mapOf(opened, { layer: 1, head: 2 })];
    await choose(page, 'Shown as', 'beside another head');
    await choose(page, 'Other layer', '1');
    await choose(page, 'Other head', '2');
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
    await eventually(async () => assert.ok((await readout(page)).endsWith(compared), await readout(page)), 30_000);
    await choose(page, 'Shown as', 'difference from another head');
    await eventually(async () => assert.deepEqual(await captions.allTextContents(), ['L0 H0 minus L1 H2']), 30_000);
    assert.match(await said(page.locator('.reduction')), /2 × 2 weights.*Each map is reduced by itself\.$/);
    await eventually(async () => assert.ok((await readout(page)).endsWith(compared), await readout(page)), 30_000);
    const figure = JSON.parse(String((await exported(opened, 'JSON')).content));
    assert.match(figure.title, /L0 H0 minus L1 H2$/);
    assert.match(figure.details.join(' '), /2 × 2 weights and shows the largest.*Each map is reduced by itself/);
    const [largest, otherLargest] = [own, other].map(({ values }) =>
      Math.max(...[998, 999].flatMap((query) => [...values.subarray(query * tokens + 6, query * tokens + 8)])),
    );
    assert.equal(Math.fround(figure.values[499][3]), Math.fround(largest - otherLargest));
    await choose(page, 'Shown as', 'map');
    await captions.first().waitFor({ state: 'detached' });
  });

  it('rolls out a long text', async () => {
    const tokens = 1100;
    const opened = await attention(model.text(tokens), { model: model.folder });
    const { page } = opened;
    await choose(page, 'Show', 'rollout');
    await useKeys(page, 'ArrowLeft', 'ArrowUp', 'ArrowLeft');
    const { values } = await mapOf(opened, { layer: 'all', head: 'all', combine: 'rollout' });
    const weight = values[(tokens - 2) * tokens + tokens - 3].toFixed(4);
    await eventually(async () => assert.match(await readout(page), new RegExp(`with ${weight}`)), 30_000);
    await choose(page, 'Shown as', 'tinted text');
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
    const { values } = await mapOf(opened);
    await choose(page, 'Shown as', 'lines');
    /** What the lines of a token are drawn by. */
    const drawn = (side: 'row' | 'column', token: number) =>
      page.locator('line-canvas').evaluate(
        (canvas, [side, token]) => {
          const { weights } = canvas as unknown as { weights: LineWeights };
          const found = weights[side as 'row' | 'column'](Number(token));
          return found && Array.from(found);
        },
        [side, token] as const,
      );
    const row = (query: number) => values.subarray(query * tokens, (query + 1) * tokens);
    const columnOf = (all: Float32Array, key: number) =>
      Float32Array.from({ length: tokens }, (_, query) => all[query * tokens + key]);
    for (const query of [0, 20]) {
      await eventually(async () => assertSame(await drawn('row', query), row(query), `row ${query}`), 30_000);
    }
    const scroller = page.locator('line-canvas .scroll');
    await scroller.evaluate((box) => box.scrollTo(0, 700 * 18));
    await eventually(async () => assertSame(await drawn('row', 705), row(705), 'row 705'), 30_000);
    assert.equal(await drawn('row', 20), null, 'what is out of sight is let go of');

    await scroller.hover({ position: { x: 20, y: 90 } });
    await eventually(async () => assert.match(await readout(page), /\(70[3-6]\) looks at “/), 30_000);
    const box = (await scroller.boundingBox()) ?? assert.fail();
    await page.mouse.move(box.x + box.width - 20, box.y + 91);
    await eventually(async () => assert.match(await readout(page), /\(70[3-6]\) is looked at by “/), 30_000);
    const told = async () => Number(/\((\d+)\) is looked at/.exec(await readout(page))?.[1]);
    const pointed = await told();
    assertSame(await drawn('column', pointed), columnOf(values, pointed), 'column');
    await page.mouse.move(box.x, box.y - 40);
    await eventually(async () => assert.match(await readout(page), /^Point at a token/), 30_000);

    // A column of several heads takes a pass: it is shown of a chosen token, a row of one under the pointer too.
    await choose(page, 'Show', 'mean of heads');
    const mean = await mapOf(opened, { layer: 'all', head: 'all', combine: 'mean' });
    await scroller.hover({ position: { x: 20, y: 90 } });
    await eventually(async () => assert.match(await readout(page), /\(70[3-6]\) looks at “/), 30_000);
    await scroller.hover({ position: { x: box.width - 20, y: 90 } });
    await eventually(async () => assert.match(await readout(page), /^Point at a token on the left, or choose/), 30_000);
    await scroller.click({ position: { x: box.width - 20, y: 90 } });
    await eventually(async () => assert.match(await readout(page), /is looked at by “/), 30_000);
    const chosen = await told();
    assertSame(await drawn('column', chosen), columnOf(mean.values, chosen), 'column of the mean');

    // A cell of the map, seen from its key; and what is exported is the whole, whatever part of it was in sight.
    await choose(page, 'Show', 'one head');
    await choose(page, 'Shown as', 'map');
    await useKeys(page, '+', '+', '+', '+', 'ArrowLeft', 'ArrowLeft', 'Enter');
    await eventually(async () => assert.match(await said(page.locator('.reduction')), /^Exact/), 30_000);
    await choose(page, 'Shown as', 'lines');
    await eventually(async () => assert.match(await readout(page), /is looked at by “/), 30_000);
    const key = await told();
    assertSame(await drawn('column', key), columnOf(values, key), 'column of an off-diagonal cell’s key');
    assert.equal(key, chosen - 2);
    const figure = JSON.parse(String((await exported(opened, 'JSON')).content));
    assert.equal(figure.values.length, Math.ceil(tokens / 2));
  });

  for (const [what, kept, shown] of [
    ['a long text and a shorter one', 1000, 1100],
    ['a text and a longer one', 1100, 900],
    ['two long texts', 1200, 1100],
  ] as const) {
    it(`compares a head on ${what}, by exact weights and between the tokens of both`, async () => {
      const opened = await attention(model.text(kept), { model: model.folder });
      const { page, host } = opened;
      await keepText(opened);
      await eventually(async () =>
        assert.match(await said(page.locator('attention-tab .map')), /This is the kept text/),
      );
      const before = await mapOf(opened);
      await host.inspect(`!!${model.text(shown - 2)}`);
      const after = await mapOf(opened);
      const comparison = page.locator('text-comparison');
      await comparison.waitFor({ timeout: 30_000 });
      assert.deepEqual([before.tokens, after.tokens], [kept, shown]);
      const pairs =
        tokenPairs(host.reading?.tokens.ids ?? assert.fail(), host.kept?.tokens.ids ?? assert.fail()) ?? assert.fail();
      assert.ok(pairs.length > 800, `${pairs.length} tokens in common`);
      const [common, ofShown, ofKept] = [pairs.length, shown, kept].map((count) => count.toLocaleString('en'));
      assert.match(await said(comparison), new RegExp(`${common} of ${ofShown} and of ${ofKept}`));

      const whole = [shown, kept, pairs.length].map((count) =>
        count > 1024 ? /^Reduced: a cell stands for 2 × 2 weights/ : /^Exact: a cell is one weight/,
      );
      const reductions = comparison.locator('figure p');
      await eventually(async () => assert.equal(await reductions.count(), whole.length), 30_000);
      for (const [i, note] of whole.entries()) assert.match(await said(reductions.nth(i)), note);

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
        async () => assert.ok((await readout(page)).endsWith(told), `${await readout(page)} / ${told}`),
        30_000,
      );

      const difference = pairedDifference(after, before, pairs);
      for (let i = 0; i < 6; i++) await page.keyboard.press('+');
      await choose(page, 'Export', 'L0 H0: this text minus the kept one');
      await eventually(async () => {
        const figure = JSON.parse(String((await exported(opened, 'JSON')).content));
        assert.match(figure.title, /L0 H0: this text minus the kept one$/);
        assert.doesNotMatch(figure.details.join(' '), /Reduced/);
        const places = (positions: number[]) =>
          positions.map((position) => pairs.findIndex((pair) => pair.shown === position));
        const [rows, columns] = [places(figure.rowNumbers), places(figure.columnNumbers)];
        assert.ok(rows.length < pairs.length && rows.includes(5), 'a part, with the crosshair');
        for (const [row, at] of rows.entries()) {
          const cells = columns
            .filter((other) => other <= at)
            .map((other) => difference.values[at * pairs.length + other]);
          assertSame(figure.values[row].map(Math.fround), cells, `row ${at}`);
        }
      }, 30_000);
    });
  }
});
