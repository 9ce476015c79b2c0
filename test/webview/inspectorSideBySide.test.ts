import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually, inspectorPages, said } from './inspectorPage';

describe('Inspector in a browser: tokenizers side by side', function () {
  this.timeout(60_000);
  const open = inspectorPages();
  const text = 'The unaffable 你好.\nAnd on.';

  const show = async (page: Page) => {
    await page.getByRole('button', { name: 'Side by side' }).click();
    await eventually(async () => assert.equal(await page.locator('.lines').first().locator('.line').count(), 3));
  };
  const cellsOf = (page: Page, row: number) =>
    page.locator(`.lines:first-child .cell[data-row="${row}"]`).allTextContents();

  it('draws the same characters above each other, with the cuts of each', async () => {
    const { page } = await open(text);
    await show(page);
    const rows = page.locator('.lines').first().locator('.line');
    assert.deepEqual(await cellsOf(page, 1), ['The', '·una', 'ff', 'able', '·', '你好', '.⏎']);
    assert.deepEqual(await cellsOf(page, 2), ['The', '·unaff', 'able', '·', '你', '好', '.', '⏎']);
    // The right edge of the text is the same in every row, to a fraction of a pixel.
    const edges = await rows.evaluateAll((all) =>
      all.map((row) => Array.from(row.querySelectorAll('.cell')).at(-1)?.getBoundingClientRect().right ?? 0),
    );
    assert.ok(Math.max(...edges) - Math.min(...edges) < 0.6, edges.join());
  });

  it('counts tokens, and costs only what the reader gave a price for', async () => {
    const { page, view, host } = await open(text);
    await show(page);
    const figures = page.locator('tokenizers-side-by-side tbody tr');
    const row = async (i: number) => (await figures.nth(i).locator('td').allTextContents()).map((cell) => cell.trim());
    assert.deepEqual((await row(1)).slice(0, 6), ['2', 'o200k_base', '10', '–', '2.90', '2.50']);
    assert.equal((await row(1)).at(-1), '');
    await page.getByRole('textbox', { name: 'Price of a million tokens of o200k_base' }).fill('2.5');
    await page.keyboard.press('Tab');
    await eventually(async () => assert.equal((await row(1)).at(-1), '0.000025'));
    assert.deepEqual((view.state() as { prices: object }).prices, { 'encoding o200k_base': 2.5 });
    assert.equal(host.state.tokenizer.kind, 'model');
  });

  it('takes other tokenizers, and keeps at least one', async () => {
    const { page } = await open(text);
    await show(page);
    const names = () => page.locator('tokenizers-side-by-side td.name').allTextContents();
    await page.getByRole('checkbox', { name: 'cl100k_base' }).click();
    await eventually(async () => assert.deepEqual(await names(), ['pocket', 'o200k_base', 'cl100k_base', 'gpt2']));
    for (const name of ['pocket', 'o200k_base', 'cl100k_base']) await page.getByRole('checkbox', { name }).click();
    await eventually(async () => assert.deepEqual(await names(), ['gpt2']));
    const last = page.getByRole('checkbox', { name: 'gpt2' });
    await eventually(async () => assert.equal(await last.getAttribute('aria-disabled'), 'true'));
  });

  it('marks a token’s text in every row and in the editor', async () => {
    const { page, host } = await open(text);
    await show(page);
    await page.locator('.cell[data-row="2"]', { hasText: 'unaff' }).hover();
    await eventually(() => assert.deepEqual(host.mark, { kind: 'hover', range: { start: 3, end: 9 } }));
    const marked = page.locator('.cell[data-row="1"].hovered');
    await eventually(async () => assert.deepEqual(await marked.allTextContents(), ['·una', 'ff']));
    await page.locator('.cell[data-row="1"]', { hasText: 'able' }).click();
    await eventually(() => assert.deepEqual(host.mark, { kind: 'select', range: { start: 9, end: 13 } }));
  });

  it('is walked with the keys, and says where one is', async () => {
    const { page } = await open(text);
    await show(page);
    await page.locator('.cell[data-row="1"]').first().click();
    const readout = page.locator('aligned-strip .readout');
    await page.mouse.move(2, 2);
    const press = async (key: string, says: RegExp) => {
      await page.keyboard.press(key);
      await eventually(async () => assert.match(await said(readout), says, key));
    };
    await press('ArrowRight', /^o200k_base: ·una \(id \d+, 20 75 6E 61\), index 1 of 10 tokens$/);
    await press('ArrowDown', /^gpt2: ·unaff /);
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight');
    // Two tokens that share a character are one cell, and both are told of with their bytes.
    await press('ArrowLeft', /^gpt2: · /);
    await press('ArrowRight', /^gpt2: ⟨E4 BD⟩ \(id \d+, E4 BD\) \+ ⟨A0⟩ \(id \d+, A0\)/);
    const stops = page.locator('.cell[tabindex="0"]');
    assert.equal(await stops.count(), 1);
    // Without its row, the first cell is the one that Tab reaches.
    await page.getByRole('checkbox', { name: 'gpt2' }).click();
    await eventually(async () => assert.equal(await page.locator('.cell[data-row="2"]').count(), 0));
    assert.deepEqual(await stops.evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.row)), ['0']);
    assert.equal(await said(readout), '');
  });

  it('follows the text, and draws a long one part by part', async () => {
    const { page, host } = await open(text);
    await show(page);
    await host.inspect('Another lamp. '.repeat(1000));
    await eventually(async () =>
      assert.match(await said(page.locator('aligned-strip')), /of 14,000 characters are drawn/),
    );
    const before = await page.locator('.lines').count();
    await page.getByRole('button', { name: 'Show more' }).click();
    await eventually(async () => assert.ok((await page.locator('.lines').count()) > before * 1.8));
  });

  it('fits a panel of 300 px', async () => {
    const { page } = await open(`${text} ${text}`, { width: 300 });
    await show(page);
    const over = await page.locator('#view-tokens').evaluate((view) => view.scrollWidth - view.clientWidth);
    assert.ok(over <= 0, String(over));
    const strip = await page.locator('aligned-strip').evaluate((strip) => strip.scrollWidth - strip.clientWidth);
    assert.ok(strip <= 0, String(strip));
  });
});
