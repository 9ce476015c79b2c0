import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually, inspectorPages } from './inspectorPage';

/** Some tokens of it have more to tell than others: parts of characters, no probability for the first. */
const text = 'Where does Mira Cask live? 😀 你好';

const tokens = (page: Page) => page.locator('tokens-tab loupe-token-strip .token');
const scroller = (page: Page) => page.locator('vscode-panel-view', { has: page.locator('tokens-tab') });
const heightOf = (page: Page) => scroller(page).evaluate(({ scrollHeight }) => scrollHeight);

/** As a person would who is at the end of the page. */
const scrollToEnd = (page: Page) =>
  scroller(page).evaluate(async (element) => {
    element.scrollTop = element.scrollHeight;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });

describe('Inspector in a browser: the end of a page that scrolls', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  it('stays under the pointer, whatever is told of the tokens', async () => {
    const { page } = await open(text, { width: 300, height: 700 });
    const top = (await scroller(page).boundingBox())?.y ?? assert.fail();
    const count = await tokens(page).count();
    const heights = new Set<number>();
    for (let index = 0; index < count; index++) {
      await scrollToEnd(page);
      const box = (await tokens(page).nth(index).boundingBox()) ?? assert.fail();
      if (box.y < top) continue;
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.locator('token-card').getByText(`Index ${index}`, { exact: true }).waitFor();
      heights.add(await heightOf(page));
      assert.deepEqual(await tokens(page).nth(index).boundingBox(), box);
    }
    assert.ok(heights.size > 1, 'what is told differs in length');
  });

  it('is where it would be as soon as the pointer is elsewhere, or the text is another', async () => {
    const { page, host } = await open(text, { width: 300, height: 700 });
    const without = await heightOf(page);
    const higher = () => eventually(async () => assert.ok((await heightOf(page)) > without));
    await tokens(page).nth(1).hover();
    await higher();
    await page.locator('inspector-header').hover();
    await eventually(async () => assert.equal(await heightOf(page), without));

    await tokens(page).nth(1).hover();
    await higher();
    const before = await heightOf(page);
    await host.inspect('Where?');
    await eventually(async () => assert.ok((await heightOf(page)) < before));
  });
});
