import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { LoupeError } from '../../src/protocol/errors';
import { button, eventually, inspectorPages, said, topsOf } from './inspectorPage';

describe('Inspector in a browser: finding and copying tokens, the vocabulary', function () {
  this.timeout(60_000);
  const open = inspectorPages();
  const text = 'The lamp and the lamp. 你好';
  const openGpt2 = async (options: Parameters<typeof open>[1] = {}) => {
    const opened = await open(text, options);
    await opened.host.setTokenizer({ kind: 'encoding', name: 'gpt2' });
    return opened;
  };
  const find = async (page: Page, by: string, what: string) => {
    await page.getByRole('combobox', { name: 'Find' }).click();
    await page.getByRole('option', { name: by, exact: true }).click();
    await page.getByRole('textbox', { name: 'Find tokens' }).fill(what);
  };
  const status = (page: Page) => page.locator('token-tools [role="status"]');
  const marked = (page: Page) => page.locator('loupe-token-strip .token.found').allTextContents();

  it('marks what is found, and goes from find to find and around the end', async () => {
    const { page, host } = await openGpt2();
    await page.getByRole('textbox', { name: 'Find tokens' }).fill('LAMP');
    await eventually(async () => assert.equal(await said(status(page)), '2 found'));
    assert.deepEqual(await marked(page), ['·lamp', '·lamp']);
    await page.keyboard.press('Enter');
    await eventually(() => assert.deepEqual(host.mark, { kind: 'select', range: { start: 3, end: 8 } }));
    assert.equal(await said(status(page)), '1 of 2');
    await button(page, 'Next find').click();
    await eventually(async () => assert.equal(await said(status(page)), '2 of 2'));
    await button(page, 'Next find').click();
    await eventually(async () => assert.equal(await said(status(page)), '1 of 2'));
    await button(page, 'Previous find').click();
    await eventually(async () => assert.equal(await said(status(page)), '2 of 2'));
  });

  it('does not move the text when a token of it is clicked, however wide the panel', async () => {
    const { page } = await openGpt2();
    await find(page, 'text', 'lamp');
    const strip = page.locator('tokens-tab loupe-token-strip');
    const selected = (count: number) =>
      eventually(async () => assert.equal(await strip.locator('.token.selected').count(), count));
    for (let width = 300; width <= 700; width += 20) {
      await page.setViewportSize({ width, height: 1000 });
      await selected(0);
      const tops = await topsOf(strip);
      await strip.locator('.token').nth(1).click();
      await selected(1);
      assert.deepEqual(await topsOf(strip), tops, `${width} px`);
      await page.keyboard.press('Escape');
    }
  });

  it('finds by ids and bytes, and says what is neither', async () => {
    const { page } = await openGpt2();
    await find(page, 'ids', '464');
    await eventually(async () => assert.deepEqual(await marked(page), ['The']));
    await find(page, 'bytes', 'BD A0');
    await eventually(async () => assert.equal((await marked(page)).length, 2));
    await find(page, 'bytes', 'lamp');
    await eventually(async () => assert.equal(await said(status(page)), 'Not what is looked for: bytes'));
    await find(page, 'text', 'ship-shape');
    await eventually(async () => assert.equal(await said(status(page)), 'nothing found'));
  });

  it('copies ids, bytes and JSON of all tokens, or of those from one to another', async () => {
    const { page, host } = await openGpt2();
    const ids = [...(host.tokenization?.tokens.ids ?? [])];
    await button(page, 'ids').click();
    await eventually(() => assert.deepEqual(JSON.parse(host.copied.at(-1) ?? ''), ids));
    await page.keyboard.press('Space');
    await eventually(() => assert.equal(host.copied.length, 2));
    const chips = page.locator('loupe-token-strip .token');
    await chips.nth(1).click();
    await chips.nth(2).click({ modifiers: ['Shift'] });
    await eventually(async () => assert.match(await said(page.locator('token-tools')), /Copy 2 selected:/));
    assert.deepEqual(await page.locator('.token.selected').allTextContents(), ['·lamp', '·and']);
    await button(page, 'bytes').click();
    await eventually(() => assert.equal(host.copied.at(-1), '206c616d70\n20616e64'));
    await button(page, 'JSON').click();
    await eventually(() => assert.ok(host.copied.at(-1)?.startsWith('[\n')));
    assert.deepEqual(JSON.parse(host.copied.at(-1) ?? ''), [
      { index: 1, id: ids[1], bytes: '206c616d70', start: 3, end: 8, special: false },
      { index: 2, id: ids[2], bytes: '20616e64', start: 8, end: 12, special: false },
    ]);
  });

  const showVocabulary = async (page: Page) => {
    await button(page, 'Vocabulary').click();
    await page.locator('vocabulary-list .id').first().waitFor();
  };
  const list = (page: Page) => page.getByRole('listbox', { name: 'Tokens of the vocabulary' });
  const idsShown = async (page: Page) => (await page.locator('vocabulary-list .id').allTextContents()).map(Number);

  it('goes on from a token that is selected, and from none of an earlier text', async () => {
    const { page, host } = await openGpt2();
    const chips = page.locator('loupe-token-strip .token');
    await chips.nth(4).click();
    await host.inspect('The lamp and');
    await eventually(async () => assert.equal(await chips.count(), 3));
    await chips.nth(1).click({ modifiers: ['Shift'] });
    await eventually(() => assert.deepEqual(host.mark, { kind: 'select', range: { start: 3, end: 8 } }));
    await chips.nth(0).click({ modifiers: ['Shift'] });
    await eventually(() => assert.deepEqual(host.mark, { kind: 'select', range: { start: 0, end: 8 } }));
    await chips.nth(2).click({ modifiers: ['Shift'] });
    await eventually(() => assert.deepEqual(host.mark, { kind: 'select', range: { start: 3, end: 12 } }));
  });

  it('keeps what went wrong in sight while the pointer moves', async () => {
    const { page, host } = await openGpt2();
    host.copied.push = () => {
      throw new LoupeError('fileUnwritable', 'a', 'full');
    };
    await button(page, 'ids').click();
    const notice = page.locator('inspector-notice').getByText('full');
    await notice.waitFor();
    await page.locator('loupe-token-strip .token').first().hover();
    await eventually(() => assert.equal(host.mark?.kind, 'hover'));
    assert.equal(await notice.count(), 1);
    await button(page, 'Vocabulary').click();
    host.copied.push = (...texts) => texts.length;
    await button(page, 'Copy id').click();
    await notice.waitFor({ state: 'detached' });
  });

  it('asks once for a part of the vocabulary that fails, and again with the host’s news', async () => {
    const { page, host } = await openGpt2();
    let asked = 0;
    const ask = host.vocabulary.bind(host);
    host.vocabulary = async () => {
      asked++;
      throw new LoupeError('runtimeExited', 'killed');
    };
    await button(page, 'Vocabulary').click();
    await page.locator('vocabulary-browser').getByRole('alert').waitFor();
    await page.waitForTimeout(300);
    assert.equal(asked, 1);
    host.vocabulary = ask;
    host.setState({ pinned: true });
    await page.locator('vocabulary-browser .option').first().waitFor();
    host.vocabulary = async () => {
      asked++;
      throw new LoupeError('runtimeExited', 'killed');
    };
    await page.getByRole('listbox', { name: 'Tokens of the vocabulary' }).focus();
    await page.keyboard.press('End');
    await page.locator('vocabulary-browser').getByRole('alert').waitFor();
    await page.waitForTimeout(300);
    assert.ok(asked <= 3, `asked ${asked} times`);
  });

  it('lists the whole vocabulary, of which only what is in sight has rows', async () => {
    const { page } = await openGpt2();
    await showVocabulary(page);
    await eventually(async () =>
      assert.match(await said(page.locator('vocabulary-browser')), /50,257 of 50,257 tokens/),
    );
    assert.deepEqual((await idsShown(page)).slice(0, 3), [0, 1, 2]);
    await list(page).focus();
    await page.keyboard.press('End');
    await eventually(async () => assert.equal((await idsShown(page)).at(-1), 50256));
    assert.ok((await page.locator('vocabulary-list .option').count()) < 100);
    await eventually(async () =>
      assert.match(await said(page.locator('vocabulary-browser .card')), /<\|endoftext\|> Id 50256/),
    );
    await page.keyboard.press('Home');
    await eventually(async () => assert.equal((await idsShown(page))[0], 0));
  });

  it('filters by text, bytes, ids and kind, and sorts by length', async () => {
    const { page, host } = await openGpt2();
    await showVocabulary(page);
    const filter = page.getByRole('textbox', { name: 'Filter tokens' });
    await filter.fill(' lamp');
    const texts = () => page.locator('vocabulary-list .text').allTextContents();
    await eventually(async () => assert.deepEqual(await texts(), ['·lamp', '·lamps']));
    await page.locator('vocabulary-list .option').first().click();
    await button(page, 'Copy id').click();
    await eventually(() => assert.equal(host.copied.at(-1), String(host.tokenization?.tokens.ids[1])));
    await button(page, 'Find in the text').click();
    await eventually(async () => assert.deepEqual(await marked(page), ['·lamp', '·lamp']));

    await showVocabulary(page);
    const choose = async (name: string, option: string) => {
      await page.getByRole('combobox', { name }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await filter.fill('');
    await choose('Kind', 'special');
    await eventually(async () => assert.deepEqual(await idsShown(page), [50256]));
    await choose('Kind', 'all');
    await choose('With', 'ids');
    await filter.fill('100 - 102');
    await eventually(async () => assert.deepEqual(await idsShown(page), [100, 101, 102]));
    await choose('With', 'bytes');
    await filter.fill('EF BF BD');
    await choose('Order', 'shortest first');
    await eventually(async () => {
      const bytes = await page.locator('vocabulary-list .bytes').allTextContents();
      const lengths = bytes.map(({ length }) => length);
      assert.ok(lengths.length > 1);
      assert.deepEqual(
        lengths,
        [...lengths].sort((a, b) => a - b),
      );
    });
    await filter.fill('E');
    await eventually(async () =>
      assert.match(await said(page.locator('vocabulary-browser')), /Not what is looked for: bytes/),
    );
  });

  it('shows another tokenizer’s vocabulary when that is chosen', async () => {
    const { page, host } = await openGpt2();
    await showVocabulary(page);
    await host.setTokenizer({ kind: 'model', model: 'pocket' });
    await eventually(async () => assert.match(await said(page.locator('vocabulary-browser')), / of 6,144 tokens/));
  });

  for (const tab of ['Text', 'Vocabulary']) {
    it(`fits a panel of 300 px: ${tab}`, async () => {
      const { page } = await open(text, { width: 300 });
      await button(page, tab).click();
      // Both are loaded a moment after the page.
      const content = tab === 'Vocabulary' ? 'vocabulary-list .id' : 'token-tools vscode-button';
      await page.locator(content).first().waitFor();
      const over = await page.locator('#view-tokens').evaluate((view) => view.scrollWidth - view.clientWidth);
      assert.ok(over <= 0, String(over));
    });
  }
});
