import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { LoupeError } from '../../src/protocol/errors';
import { eventually, type InspectorPage, inspectorPages, said, sample, showTab } from './inspectorPage';

describe('Inspector in a browser: how a weight comes about', function () {
  this.timeout(60_000);
  const open = inspectorPages();
  const panel = (page: Page) => page.locator('weight-story-panel');

  const attention = async (prepare?: (host: InspectorPage['host']) => void): Promise<InspectorPage> => {
    const opened = await open(sample, { prepare });
    await showTab(opened.page, 'attention');
    await opened.page.locator('attention-canvas canvas').waitFor();
    return opened;
  };
  const tell = (page: Page) =>
    page.locator('attention-tab vscode-checkbox', { hasText: 'How this weight comes about' }).click();
  /** Keys move from the middle of the map. */
  const chooseCell = async (page: Page, ...keys: string[]) => {
    await page.locator('attention-canvas canvas').focus();
    for (const key of keys) await page.keyboard.press(key);
  };
  const shownPlace = async (page: Page) => {
    const title = await said(panel(page).locator('h3'));
    const [, query, key] = title.match(/\((\d+)\) looks at .* \((\d+)\), layer 0, head 0$/) ?? assert.fail(title);
    return { query: Number(query), key: Number(key) };
  };
  const digits = (value: number, count: number) => value.toFixed(count).replace('-', '−');

  it('asks for nothing until the reader wants it, and then for a cell', async () => {
    let asked = 0;
    const { page } = await attention((host) => {
      const real = host.attentionWeight.bind(host);
      host.attentionWeight = (params) => {
        asked++;
        return real(params);
      };
    });
    await chooseCell(page, 'End', 'ArrowLeft');
    await page.waitForTimeout(200);
    assert.equal(asked, 0);
    await tell(page);
    await chooseCell(page, 'End', 'ArrowLeft');
    await panel(page).locator('h3').waitFor();
    assert.ok(asked > 0);
  });

  it('goes from q and k to the weight that the map shows, and to the value', async () => {
    const { page, host } = await attention();
    await tell(page);
    await chooseCell(page, 'End', 'ArrowLeft', 'ArrowLeft');
    await panel(page).locator('.steps').waitFor();
    const { query, key } = await shownPlace(page);
    const { runId } = host.reading ?? assert.fail();
    const story = await host.attentionWeight({ runId, layer: 0, head: 0, query, key });
    const map = await host.attentionHead({ runId, layer: 0, head: 0, dropSink: false });
    const text = await said(panel(page));
    const product = story.query.reduce((sum, value, i) => sum + value * story.key[i], 0);
    for (const expected of [
      `q · k ${digits(product, 3)}`,
      `= score ${digits(story.scores[key], 3)}`,
      `softmax over ${query + 1} keys = weight ${digits(map.values[query * map.tokens + key], 4)}`,
      'after the rotary position embedding',
      `value vector v ${digits(Math.hypot(...story.value), 3)}`,
      `sum over all keys ${digits(Math.hypot(...story.output), 3)}`,
    ]) {
      assert.ok(text.includes(expected), `${expected} is not in ${text}`);
    }
  });

  it('draws q, k and their products as bars that keys reach', async () => {
    const { page, host } = await attention();
    await tell(page);
    await chooseCell(page, 'End', 'ArrowLeft');
    await panel(page).locator('dimension-bars svg').waitFor();
    const place = await shownPlace(page);
    const { runId } = host.reading ?? assert.fail();
    const story = await host.attentionWeight({ runId, layer: 0, head: 0, ...place });
    const size = story.query.length;
    const bars = await panel(page)
      .locator('dimension-bars rect:not(.here)')
      .evaluateAll((all) =>
        all.map((bar) => (bar.classList.contains('below') ? -1 : 1) * Number(bar.getAttribute('height'))),
      );
    assert.equal(bars.length, 3 * size);
    const most = Math.max(...[...story.query, ...story.key].map(Math.abs));
    const products = Array.from(story.query, (value, i) => value * story.key[i]);
    const mostProduct = Math.max(...products.map(Math.abs));
    const expected = [
      ...Array.from(story.query, (value) => value / most),
      ...Array.from(story.key, (value) => value / most),
      ...products.map((value) => value / mostProduct),
    ];
    for (const [i, height] of bars.entries()) assert.ok(Math.abs(height / 22 - expected[i]) < 1e-4, `bar ${i}`);
    await panel(page).locator('dimension-bars svg').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const at = size - 2;
    const readout = `Dimension ${at}: ${digits(story.query[at], 3)} × ${digits(story.key[at], 3)} = ${digits(products[at], 3)}`;
    await eventually(async () => assert.ok((await said(panel(page))).includes(readout), readout));
  });

  it('says why it cannot be told', async () => {
    const { page } = await attention((host) => {
      host.attentionWeight = async () => {
        throw new LoupeError('weightUnavailable', 'pocket', 'It keeps its keys in a form that is not known here.');
      };
    });
    await tell(page);
    await chooseCell(page, 'End', 'ArrowLeft');
    await panel(page).getByRole('alert').getByText('How a weight of pocket comes about cannot be told').waitFor();
  });
});
