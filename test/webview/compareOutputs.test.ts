import assert from 'node:assert/strict';
import type { ComparisonSetup } from '../../src/protocol/compareApi';
import { outputParts, partText } from '../../webview/compare/outputParts';
import { wordDifferences } from '../../webview/compare/wordDifferences';
import { twoModels } from './compareHost';
import { button, cells, comparePages, ended, eventually, output, run, said, sums, typed } from './comparePage';

/** So hot a model does not end these, and they are many, so that they can be ended on the way. */
const endless: Partial<ComparisonSetup> = {
  sampling: { temperature: 2, topK: 0, topP: 1 },
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
      assert.ok(shown.includes(`Prompt ${cell.promptTokens} → output ${cell.tokens.length} tokens`), shown);
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

  it('tells the answer from the reasoning, with a marker as one token, while it streams too', async () => {
    const { page, host } = await open({ ...sums, prompts: typed('What is 47 + 85?', 'What is 347 + 485?') });
    await button(page, 'Run').click();
    await cells(page).nth(0).locator('.reasoning .piece').nth(3).waitFor();
    await ended(page);
    for (const [index, answer] of ['132', '832'].entries()) {
      const part = (name: string) => cells(page).nth(index).locator(`.${name} .text`);
      assert.equal(await said(part('answer')), answer);
      const reasoning = host.comparison.results?.cells[index].text.slice(0, -answer.length);
      assert.equal(await said(part('reasoning')), reasoning?.replaceAll('\n', '⏎\n'));
      assert.equal(await said(part('reasoning').locator('.special')), '</think>');
      const tops = await Promise.all(['reasoning', 'answer'].map(async (name) => (await part(name).boundingBox())?.y));
      assert.ok((tops[1] ?? 0) > (tops[0] ?? 0), 'the answer has no line of its own');
    }
  });

  it('has no headings over an output without reasoning', async () => {
    const { page } = await open({ ...sums, thinking: false });
    await run(page);
    assert.equal(await page.locator('loupe-result-cell .part').count(), 0);
    assert.doesNotMatch(await said(cells(page).nth(0)), /Answer/);
  });

  it('runs one prompt under two models, and one prompt repeatedly, side by side', async () => {
    const { page, host } = await open({ prompts: typed('What is 7 + 8?', ''), thinking: false, maxTokens: 4 });
    assert.equal(await button(page, 'Run').isDisabled(), true);
    assert.match(await said(page.locator('loupe-run-bar')), /add a second prompt, model or repeat/);
    const runs: [change: Partial<ComparisonSetup>, heading: string][] = [
      [{ models: ['pocket', 'tiny'] }, 'tiny'],
      [{ models: ['pocket'], repeats: 2 }, 'Repeat 2, seed 2'],
    ];
    for (const [change, heading] of runs) {
      host.page.changeSetup({ ...host.comparison.setup, ...change });
      await button(page, 'Run').click();
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
      await ended(page);
      assert.equal(await cells(page).count(), 2);
      const [left, right] = await Promise.all([0, 1].map((index) => cells(page).nth(index).boundingBox()));
      assert.ok(left && right && right.x > left.x + left.width && right.y === left.y);
    }
  });

  it('marks word differences against a reference of choice, of reasoning and answer each', async () => {
    const { page, host } = await open({ ...sums, prompts: typed('36 + 48 =', 'Add 36 and 49.', 'What is 7 + 8?') });
    await run(page);
    await page.evaluate(`document.querySelector('loupe-compare').store.setLook({ show: 'differences' })`);
    const check = async (reference: number, other: number) => {
      const outputs = host.comparison.results?.cells.map(({ tokens }) => outputParts(tokens, true)) ?? [];
      const parts = (['reasoning', 'answer'] as const).flatMap((part) => {
        const [from, to] = [reference, other].map((index) => partText(outputs[index][part]));
        return wordDifferences(from, to, 'en').parts;
      });
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
    // "132" and "15" must not read as one number.
    const [old, next] = await Promise.all(
      ['del', 'ins'].map((tag) => cells(page).nth(0).locator(`.answer ${tag}`).first().boundingBox()),
    );
    assert.ok(old && next && next.x >= old.x + old.width + 2);
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
