import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { LoupeError } from '../../src/protocol/errors';
import { HuggingFaceTokenizer } from '../../src/runtime/tokenizer/huggingFaceTokenizer';
import { parseTokenizerFile } from '../../src/runtime/tokenizer/tokenizerFile';
import { tokenizerJson } from '../unit/tokenizer/modelFolder';
import { button, eventually, inspectorPages, said } from './inspectorPage';

describe('Inspector in a browser: how a token came about', function () {
  this.timeout(60_000);
  const open = inspectorPages();
  const inCl100k = async (text: string, options: Parameters<typeof open>[1] = {}) => {
    const opened = await open(text, options);
    await opened.host.setTokenizer({ kind: 'encoding', name: 'cl100k_base' });
    return opened;
  };

  it('shows each merge with its rank and the word then, for the token that is selected', async () => {
    const { page } = await inCl100k('The unaffable');
    await page.locator('loupe-token-strip .token', { hasText: 'able' }).click();
    await button(page, 'How it came about').click();
    const rows = page.locator('token-origin tbody tr');
    await eventually(async () => assert.equal(await rows.count(), 8));
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => [
        row.className.trim(),
        row.children[1].textContent,
        Array.from(row.querySelectorAll('.part'), (part) => part.textContent).join('|'),
      ]),
    );
    assert.deepEqual(cells, [
      ['', '–', '·|u|n|a|f|f|a|b|l|e'],
      ['own', '273', '·|u|n|a|f|f|a|b|le'],
      ['other', '359', '·|un|a|f|f|a|b|le'],
      ['own', '370', '·|un|a|f|f|ab|le'],
      ['own', '481', '·|un|a|f|f|able'],
      ['other', '544', '·|un|a|ff|able'],
      ['other', '653', '·un|a|ff|able'],
      ['other', '2,715', '·un|aff|able'],
    ]);
    assert.match(await said(rows.nth(1)), /l and e become one:/);
    assert.match(await said(page.locator('token-origin h3')), /How “able” came about/);
  });

  it('follows the selection by keys, and is hidden again', async () => {
    const { page } = await inCl100k('The unaffable');
    const chips = page.locator('loupe-token-strip .token');
    await chips.first().click();
    await button(page, 'How it came about').focus();
    await page.keyboard.press('Enter');
    const view = page.locator('token-origin');
    await eventually(async () => assert.match(await said(view), /How “The” came about.*taken without merging/));
    await chips.first().focus();
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(await said(view), /How “·un” came about/));
    await button(page, 'Hide how it came about').click();
    await eventually(async () => assert.equal(await view.count(), 0));
  });

  it('says why there is nothing to tell', async () => {
    const { page, host } = await inCl100k('a<|endoftext|>');
    await page.getByRole('checkbox', { name: 'Special tokens' }).click();
    await page.locator('loupe-token-strip .special').click();
    await button(page, 'How it came about').click();
    await eventually(async () =>
      assert.match(await said(page.locator('token-origin')), /looks for this token in the text as it is/),
    );
    assert.equal(host.tokenization?.tokens.ids.length, 2);
  });

  it('says what failed', async () => {
    const { page } = await open('The lamp', {
      prepare: (host) => {
        host.tokenOrigin = () => Promise.reject(new LoupeError('modelMissing', 'x'));
      },
    });
    await page.locator('loupe-token-strip .token').first().click();
    await button(page, 'How it came about').click();
    await eventually(async () => assert.match(await said(page.locator('tokens-tab [role="alert"]')), /x/));
  });

  const other = (model: object, parts: object = {}) =>
    new HuggingFaceTokenizer('other', parseTokenizerFile(JSON.stringify(tokenizerJson({ ...parts, model }))), null);
  const rowsOf = (page: Page) =>
    page
      .locator('token-origin tbody tr')
      .evaluateAll((all) =>
        all.map((row) => Array.from(row.children, (cell) => cell.textContent?.replace(/\s+/g, ' ').trim()).join(' ; ')),
      );

  it('shows the best segmentation of a Unigram vocabulary before its rivals', async () => {
    const vocab = [
      ['<unk>', 0],
      ['un', -3],
      ['able', -4],
      ['u', -2],
      ['n', -2.5],
      ['unable', -9],
    ];
    const unigram = other({ type: 'Unigram', unk_id: 0, byte_fallback: false, vocab });
    const { page } = await open('unable', {
      prepare: (host) => {
        host.tokenOrigin = () => unigram.origin('unable', 'text', 1);
      },
    });
    await page.locator('loupe-token-strip .token').first().click();
    await button(page, 'How it came about').click();
    await eventually(async () =>
      assert.deepEqual(await rowsOf(page), ['−7.00 ; – ; unable', '−8.50 ; 1.50 ; unable', '−9.00 ; 2.00 ; unable']),
    );
    assert.deepEqual(await page.locator('token-origin tr').nth(2).locator('.part').allTextContents(), [
      'u',
      'n',
      'able',
    ]);
    assert.deepEqual(await page.locator('token-origin .merged').allTextContents(), ['able']);
  });

  it('shows the longest pieces of a WordPiece vocabulary', async () => {
    const vocab = { '[UNK]': 0, un: 1, '##able': 2 };
    const wordPiece = other({
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    });
    const { page } = await open('unable', {
      prepare: (host) => {
        host.tokenOrigin = () => wordPiece.origin('unable', 'text', 1);
      },
    });
    await page.locator('loupe-token-strip .token').first().click();
    await button(page, 'How it came about').click();
    await eventually(async () => assert.deepEqual(await rowsOf(page), ['unable ; un ; 4', 'able ; ##able ; 0']));
  });

  it('fits a panel of 300 px', async () => {
    const { page } = await inCl100k('internationalisation_of_tokens', { width: 300 });
    await page.locator('loupe-token-strip .token').first().click();
    await button(page, 'How it came about').click();
    await page.locator('token-origin tbody tr').first().waitFor();
    const over = await page.locator('#view-tokens').evaluate((view) => view.scrollWidth - view.clientWidth);
    assert.ok(over <= 0, String(over));
  });
});
