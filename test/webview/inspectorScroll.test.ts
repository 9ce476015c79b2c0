import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually, inspectorPages, topsOf } from './inspectorPage';

/** Some tokens of it have more to tell than others: parts of characters, no probability for the first. */
const text = 'Where does Mira Cask live? 😀 你好';

const tokens = (page: Page) => page.locator('tokens-tab loupe-token-strip .token');
const figures = (page: Page) => page.locator('tokens-tab .figures');
const scroller = (page: Page) => page.locator('vscode-panel-view', { has: page.locator('tokens-tab') });
const heightOf = (page: Page) => scroller(page).evaluate(({ scrollHeight }) => scrollHeight);
const scrollToEnd = (page: Page) =>
  scroller(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
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
      await scrollToEnd(page);
      const box = (await tokens(page).nth(index).boundingBox()) ?? assert.fail();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await toldOf(page, index);
      const tops = await topsOf(tokens(page).nth(index));
      assert.ok(
        tops.every((top) => top === box.y),
        `token ${index}, before at ${box.y}: ${tops}`,
      );
    }
  });

  it('stays there when the wheel brings it', async () => {
    const { page } = await open(text, { width: 300, height: 850 });
    const last = (await tokens(page).count()) - 1;
    await tokens(page).nth(last).click();
    await toldOf(page, last);
    const toEnd = await scroller(page).evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
    assert.ok(toEnd > 0);
    const { x, y } = (await tokens(page).first().boundingBox()) ?? assert.fail();
    await page.mouse.move(x + 5, y - toEnd + 5);
    await page.mouse.wheel(0, 1000);
    await toldOf(page, 0);
    assert.deepEqual(new Set(await topsOf(tokens(page).first())), new Set([y - toEnd]));
  });

  it('is where it would be as soon as the pointer is elsewhere, or the text is another', async () => {
    const options = { width: 300, height: 500 };
    const untouched = await open(text, options);
    const { page, host } = await open(text, options);
    const asUntouched = () =>
      eventually(async () => assert.equal(await heightOf(page), await heightOf(untouched.page)));
    const last = (await tokens(page).count()) - 1;
    const pointAtLast = async () => {
      await tokens(page).nth(last).hover();
      await toldOf(page, last);
      assert.ok((await heightOf(page)) > (await heightOf(untouched.page)));
    };
    await pointAtLast();
    await leave(page);
    await asUntouched();

    await pointAtLast();
    for (const inspected of [host, untouched.host]) await inspected.inspect('Where?');
    await figures(page).getByText('Point at a token').waitFor();
    await asUntouched();
  });
});
