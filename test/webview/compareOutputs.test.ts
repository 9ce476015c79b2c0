import assert from 'node:assert/strict';
import type { ComparisonSetup } from '../../src/protocol/compareApi';
import { wordDifferences } from '../../webview/compare/wordDifferences';
import { twoModels } from './compareHost';
import { button, cells, comparePages, ended, eventually, output, run, said, sums, typed } from './comparePage';

/** The model does not end these, and they are many, so that they can be ended on the way. */
const endless: Partial<ComparisonSetup> = {
  prompts: typed('import {', 'The President of the'),
  chat: false,
  maxTokens: 400,
  repeats: 8,
};

describe('Compare in a browser: outputs', function () {
  this.timeout(60_000);
  const open = comparePages();

  it('shows prompts × models with their figures, each model’s own', async () => {
    const { page, host } = await open({ ...sums, models: ['tiny', 'pocket'] });
    await run(page);
    assert.deepEqual(await page.locator('loupe-result-grid section .card h3').allTextContents(), [
      'pocket',
      'tiny',
      'pocket',
      'tiny',
    ]);
    for (const [index, [prompt, model]] of [
      [0, 'pocket'],
      [0, 'tiny'],
      [1, 'pocket'],
      [1, 'tiny'],
    ].entries()) {
      const cell = host.comparison.results?.cells.find((other) => other.prompt === prompt && other.model === model);
      assert.ok(cell?.perplexity);
      const shown = await said(cells(page).nth(index));
      // The other one writes mostly bytes that are no text, which are shown by their numbers.
      if (model === 'pocket') assert.equal(await output(cells(page).nth(index)), cell.text);
      assert.ok(shown.includes(`${cell.promptTokens} → ${cell.tokens.length} tokens`), shown);
      assert.ok(shown.includes(`Perplexity ${cell.perplexity.toFixed(2)}`), shown);
      assert.equal(/132$|15$/.test(cell.text), model === 'pocket', `${model} said ${cell.text}`);
    }
  });

  it('streams, can be cancelled, keeps what came, and runs again', async () => {
    const { page, host } = await open(endless);
    await button(page, 'Run').click();
    await cells(page).nth(0).locator('.piece').nth(5).waitFor();
    assert.equal(host.comparison.results?.running, true);
    assert.match(await said(cells(page).nth(0)), /tokens so far/);
    assert.match(await said(cells(page).nth(1)), /Waiting/);
    await button(page, 'Cancel').click();
    await ended(page);
    assert.match(await said(cells(page).nth(0)), /Cancelled\./);
    assert.ok((await cells(page).nth(0).locator('.piece').count()) > 5);
    assert.match(await said(cells(page).nth(1)), /Did not run/);
    host.comparison.setup = { ...host.comparison.setup, maxTokens: 4 };
    await run(page);
    assert.deepEqual(host.comparison.results?.failures, []);
    assert.match(await said(cells(page).nth(1)), /cut at the token limit/);
  });

  it('a page that is loaded anew shows the run as it stands and follows it', async () => {
    const { page, host } = await open(endless);
    await button(page, 'Run').click();
    await cells(page).nth(0).locator('.piece').nth(5).waitFor();
    await page.reload();
    const before = host.comparison.results?.current?.tokens.length ?? 0;
    await cells(page).nth(0).locator('.piece').nth(Math.max(5, before)).waitFor();
    await button(page, 'Cancel').click();
    await ended(page);
  });

  it('says why a cell failed, and shows the others', async () => {
    const ghost = { id: 'ghost', name: 'ghost', chat: true, thinking: true };
    const { page } = await open({ ...sums, models: ['ghost', 'pocket'] }, { models: [ghost, ...twoModels] });
    await run(page);
    assert.match(await said(cells(page).nth(0)), /There is no model named ghost/);
    assert.match(await output(cells(page).nth(1)), /132$/);
    assert.match(await said(page.locator('loupe-run-bar')), /2 of 4 outputs, 2 failed/);
  });

  it('marks word differences against a reference of choice', async () => {
    const { page, host } = await open({ ...sums, prompts: typed('36 + 48 =', 'Add 36 and 49.', 'What is 7 + 8?') });
    await run(page);
    await page.evaluate(`document.querySelector('loupe-compare').store.setLook({ show: 'differences' })`);
    const check = async (reference: number, other: number) => {
      const texts = host.comparison.results?.cells.map((cell) => cell.text) ?? [];
      const { parts } = wordDifferences(texts[reference], texts[other], 'en');
      const cell = cells(page).nth(other);
      for (const [tag, kind] of [
        ['ins', 'inserted'],
        ['del', 'deleted'],
      ]) {
        const expected = parts.filter((part) => part.kind === kind).map((part) => part.text);
        assert.ok(expected.length > 0);
        assert.deepEqual(await cell.locator(tag).allTextContents(), expected);
      }
    };
    await check(0, 1);
    await cells(page)
      .nth(2)
      .getByRole('button', { name: /^Compare with/ })
      .click();
    await check(2, 1);
    await check(2, 0);
    assert.match(await said(cells(page).nth(2)), /Reference/);
    const decoration = (tag: string) =>
      cells(page)
        .nth(0)
        .locator(tag)
        .first()
        .evaluate((element) => getComputedStyle(element).textDecorationLine);
    assert.deepEqual([await decoration('ins'), await decoration('del')], ['underline', 'line-through']);
  });

  it('reads a token’s figures by pointer and by keyboard', async () => {
    const { page, host } = await open({ ...sums, thinking: false });
    await run(page);
    const [token] = host.comparison.results?.cells[0].tokens ?? [];
    const percent = `${(100 * Math.exp(token.logprob)).toFixed(1)}%`;
    const readout = page.getByRole('tooltip');
    await cells(page).nth(0).locator('.piece').first().hover();
    assert.ok((await said(readout)).includes(`Probability ${percent}`));
    assert.ok((await said(readout)).includes(`Rank ${token.rank}`));
    await page.mouse.move(0, 0);
    await readout.waitFor({ state: 'detached' });
    const listbox = cells(page).nth(0).getByRole('listbox');
    await listbox.focus();
    await page.keyboard.press('ArrowRight');
    assert.ok((await said(readout)).includes(percent));
    const active = await listbox.getAttribute('aria-activedescendant');
    assert.ok((await listbox.locator(`#${active}`).getAttribute('aria-label'))?.includes(percent));
    await page.keyboard.press('Escape');
    await readout.waitFor({ state: 'detached' });
  });

  it('asks the host for exports', async () => {
    const { page, host } = await open(sums);
    await run(page);
    await button(page, 'Export Markdown').click();
    await button(page, 'Export JSON').click();
    await eventually(() => assert.deepEqual(host.exported, ['markdown', 'json']));
  });
});
