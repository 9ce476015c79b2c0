import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually, inspectorPages } from './inspectorPage';

/** Some tokens of it have more to tell than others: parts of characters, no probability for the first. */
const text = 'Where does Mira Cask live? 😀 你好';

const tokens = (page: Page) => page.locator('tokens-tab loupe-token-strip .token');
const figures = (page: Page) => page.locator('tokens-tab .figures');
const scroller = (page: Page) => page.locator('vscode-panel-view', { has: page.locator('tokens-tab') });
const heightOf = (page: Page) => scroller(page).evaluate(({ scrollHeight }) => scrollHeight);
const leave = (page: Page) => page.locator('inspector-header').hover();

describe('Inspector in a browser: the end of a page that scrolls', function () {
  this.timeout(60_000);
  const open = inspectorPages();
  const toldOf = (page: Page, index: number) => figures(page).getByText(`Index ${index}`, { exact: true }).waitFor();

  it('stays under the pointer, whatever is told of the tokens', async () => {
    const { page } = await open(text, { width: 300, height: 850 });
    const last = (await tokens(page).count()) - 1;
    await tokens(page).nth(last).click();
    for (let index = 0; index < last; index++) {
      await leave(page);
      await toldOf(page, last);
      await scroller(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
      const box = (await tokens(page).nth(index).boundingBox()) ?? assert.fail();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await toldOf(page, index);
      assert.deepEqual(await tokens(page).nth(index).boundingBox(), box);
    }
  });

  it('is where it would be as soon as the pointer is elsewhere, or the text is another', async () => {
    const { page, host } = await open(text, { width: 300, height: 500 });
    const without = await heightOf(page);
    const last = (await tokens(page).count()) - 1;
    const pointAtLast = async () => {
      await tokens(page).nth(last).hover();
      await toldOf(page, last);
      assert.ok((await heightOf(page)) > without);
    };
    await pointAtLast();
    await leave(page);
    await eventually(async () => assert.equal(await heightOf(page), without));

    await pointAtLast();
    await host.inspect('Where?');
    await figures(page).getByText('Point at a token').waitFor();
    const another = await heightOf(page);
    await leave(page);
    assert.equal(await heightOf(page), another);
  });
});
