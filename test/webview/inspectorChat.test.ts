import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { button, eventually, inspectorPages, said } from './inspectorPage';

describe('Inspector in a browser: chat', function () {
  this.timeout(60_000);
  const open = inspectorPages();
  const text = 'What is 47 + 85?';
  const openChat = async (options: Parameters<typeof open>[1] = {}) => {
    const opened = await open(text, options);
    await button(opened.page, 'Chat').click();
    await opened.page.locator('chat-view loupe-token-strip .token').first().waitFor();
    return opened;
  };
  const tokens = (page: Page, which: string) =>
    page.locator(`chat-view loupe-token-strip .token${which}`).allTextContents();
  const figures = (page: Page) => page.locator('chat-view .rendered [role="status"]');

  it('takes the inspected text as the user’s message, and marks the template’s tokens', async () => {
    const { page, host } = await openChat();
    assert.equal((await tokens(page, ':not(.template)')).join(''), 'What·is·47·+·85?');
    const template = await tokens(page, '.template');
    assert.ok(template.includes('<|im_start|>'), template.join());
    assert.match(await said(figures(page)), /^\d+ tokens in all · messages: \d+ · template: \d+$/);
    // Until it is edited it follows the selection.
    await host.inspect('Another text.');
    await eventually(async () => assert.equal((await tokens(page, ':not(.template)')).join(''), 'Another·text.'));
  });

  it('counts each message, and tells whose a token is', async () => {
    const { page } = await openChat();
    await button(page, 'Add message').click();
    await page.getByRole('textbox', { name: 'Message 2' }).fill('132');
    await eventually(async () => assert.match((await tokens(page, ':not(.template)')).join(''), /85\?132$/));
    const sections = page.locator('chat-view .message');
    const count = async (i: number) => Number(/(\d+) token/.exec(await said(sections.nth(i)))?.[1]);
    const own = await page.locator('chat-view loupe-token-strip .token:not(.template)').count();
    assert.equal((await count(0)) + (await count(1)), own);
    await page.locator('chat-view loupe-token-strip .token', { hasText: 'What' }).hover();
    await eventually(async () => assert.match(await said(page.locator('.readout')), /id \d+ .* message 1 \(user\)/));
    await page.locator('chat-view loupe-token-strip .token').first().hover();
    await eventually(async () => assert.match(await said(page.locator('.readout')), /the template/));
  });

  it('changes roles, removes messages, and ends with or without the start of an answer', async () => {
    const { page, view } = await openChat();
    const all = async () => (await tokens(page, '')).join('');
    assert.match(await all(), /assistant/);
    await page.getByRole('checkbox', { name: 'Generation prompt' }).click();
    await eventually(async () => assert.doesNotMatch(await all(), /assistant/));
    await page.getByRole('combobox', { name: 'Role of message 1' }).click();
    await page.getByRole('option', { name: 'assistant' }).click();
    await eventually(async () => assert.match(await all(), /assistant/));
    await button(page, 'Add message').click();
    await button(page, 'Remove message 1').click();
    await eventually(() =>
      assert.deepEqual((view.state() as { chat: { messages: object[] } }).chat.messages, [
        { role: 'user', content: '', fields: '' },
      ]),
    );
  });

  it('shows no tokens of a chat without messages', async () => {
    const { page } = await openChat();
    await button(page, 'Remove message 1').click();
    await page.locator('chat-view loupe-token-strip').waitFor({ state: 'detached' });
    await button(page, 'Add message').click();
    await page.locator('chat-view loupe-token-strip .token').first().waitFor();
  });

  it('goes back to the inspected text', async () => {
    const { page } = await openChat();
    await page.getByRole('textbox', { name: 'Message 1' }).fill('Mine');
    await eventually(async () =>
      assert.deepEqual(await tokens(page, ':not(.template)').then((all) => all.join('')), 'Mine'),
    );
    await button(page, 'Take the inspected text').click();
    await eventually(async () => assert.match((await tokens(page, ':not(.template)')).join(''), /85/));
  });

  it('shows the beginning of a long text, counts all of it, and does not have it edited', async () => {
    const { page } = await open('lamp '.repeat(5000));
    await button(page, 'Chat').click();
    const field = page.getByRole('textbox', { name: 'Message 1' });
    await eventually(async () => assert.equal((await field.inputValue()).length, 20_001));
    assert.equal(await field.isEditable(), false);
    await eventually(async () => {
      const [, tokens] = /([\d,]+) tokens/.exec(await said(page.locator('chat-view .message'))) ?? [];
      assert.ok(Number(tokens?.replace(',', '')) >= 5000, tokens);
    });
  });

  it('says where tools are no list', async () => {
    const { page } = await openChat();
    await page.locator('chat-view summary').last().click();
    await page.getByRole('textbox', { name: /^Tools/ }).fill('[{');
    await eventually(async () => assert.match(await said(page.locator('chat-view details').last()), /no JSON list/));
  });

  it('takes further fields of a message, and says where they are no object', async () => {
    const { page, view } = await openChat();
    await page.locator('chat-view .message summary').click();
    const fields = page.getByRole('textbox', { name: 'Other fields of message 1, as a JSON object' });
    await fields.fill('[]');
    await eventually(async () => assert.match(await said(page.locator('chat-view .message')), /no JSON object/));
    await fields.fill('{"name": "Ada"}');
    await eventually(async () => assert.doesNotMatch(await said(page.locator('chat-view .message')), /no JSON object/));
    const { chat } = view.state() as { chat: { messages: { fields: string }[] } };
    assert.equal(chat.messages[0].fields, '{"name": "Ada"}');
  });

  it('says so where there is no template', async () => {
    const { page, host } = await open(text);
    await host.setTokenizer({ kind: 'encoding', name: 'gpt2' });
    await button(page, 'Chat').click();
    await eventually(async () => assert.match(await said(page.locator('chat-view')), /^No chat template/));
    await host.setTokenizer({ kind: 'model', model: 'pocket' });
    await eventually(async () => assert.ok((await tokens(page, '')).length > 5));
  });

  it('fits a panel of 300 px', async () => {
    const { page } = await openChat({ width: 300 });
    const over = await page.locator('#view-tokens').evaluate((view) => view.scrollWidth - view.clientWidth);
    assert.ok(over <= 0, String(over));
  });
});
