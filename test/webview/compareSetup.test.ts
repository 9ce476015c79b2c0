import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { withPrompts } from '../../src/host/compare/comparisonSetup';
import { presets } from '../../src/host/compare/presets';
import { inRepository } from '../support/paths';
import { button, cells, comparePages, ended, eventually, output, run, said, sums, typed } from './comparePage';

describe('Compare in a browser: setup and looks', function () {
  this.timeout(60_000);
  const open = comparePages();

  it('starts with a next step: a preset that runs at once', async () => {
    const { page, host } = await open();
    assert.equal(await button(page, 'Run').isDisabled(), true);
    await page.getByRole('button', { name: 'A sum, with and without thinking' }).click();
    await ended(page);
    assert.equal(await cells(page).count(), 4);
    assert.equal(await output(cells(page).nth(0)), host.comparison.results?.cells[0].text);
    assert.match(await output(cells(page).nth(0)), /132$/);
  });

  it('stands the prompts of one model side by side where there is room, and below each other where there is none', async () => {
    const { page } = await open(sums);
    await run(page);
    const boxes = async () => Promise.all([0, 1].map((index) => cells(page).nth(index).boundingBox()));
    const [left, right] = await boxes();
    assert.ok(left && right && right.x > left.x + left.width && right.y === left.y);
    await page.setViewportSize({ width: 320, height: 700 });
    const [upper, lower] = await boxes();
    assert.ok(upper && lower && lower.y > upper.y + upper.height && lower.x === upper.x);
  });

  it('folds the setup when a run starts, so that outputs are in view, and opens it again on demand', async () => {
    const { page } = await open(sums, { height: 600 });
    await page.getByRole('textbox', { name: 'Prompt 2' }).press('Control+Enter');
    await ended(page);
    const box = await cells(page).nth(0).boundingBox();
    assert.ok(box && box.y > 0 && box.y + box.height < 600, `outputs are at ${box?.y}`);
    const area = page.getByRole('textbox', { name: 'Prompt 1' });
    assert.equal(await area.isVisible(), false);
    // The keyboard goes on from the summary.
    await page.keyboard.press('Enter');
    await area.waitFor();
  });

  it('says of outputs that the setup was changed since, and keeps them', async () => {
    const { page, host } = await open(sums);
    const earlier = page.getByText('from an earlier setup');
    await page.getByRole('textbox', { name: 'Prompt 1' }).press('Meta+Enter');
    await ended(page);
    assert.equal(await earlier.count(), 0);
    await page.locator('summary', { hasText: 'Setup' }).click();
    const area = page.getByRole('textbox', { name: 'Prompt 1' });
    await area.fill('What is 1 + 1?');
    await earlier.waitFor();
    assert.match(await output(cells(page).nth(0)), /132$/);
    await area.fill('What is 47 + 85?');
    await earlier.waitFor({ state: 'detached' });
    host.page.changeSetup({ ...host.comparison.setup, seed: 2 });
    await earlier.waitFor();
    await run(page);
    await earlier.waitFor({ state: 'detached' });
  });

  it('opens the setup when the host adds to it', async () => {
    const { page, host } = await open(sums);
    await run(page);
    host.page.changeSetup(withPrompts(host.comparison.setup, host.selection));
    await page.getByRole('textbox', { name: 'notes.md:3' }).waitFor();
  });

  it('edits the setup that the host owns', async () => {
    const { page, host } = await open();
    const texts = () => host.comparison.setup.prompts.map(({ text }) => text);
    const areas = page.locator('loupe-prompt').getByRole('textbox');
    const focused = (index: number) => areas.nth(index).and(page.locator(':focus')).waitFor();
    await areas.nth(0).fill('one');
    await areas.nth(1).fill('two');
    await button(page, 'Add prompt').click();
    await focused(2);
    await page.keyboard.type('three');
    await eventually(() => assert.deepEqual(texts(), ['one', 'two', 'three']));
    await button(page, 'Move Prompt 3 up').click();
    await focused(1);
    await eventually(() => assert.deepEqual(texts(), ['one', 'three', 'two']));
    await button(page, 'Remove Prompt 1').click();
    await focused(0);
    await eventually(() => assert.deepEqual(texts(), ['three', 'two']));
    await button(page, 'Add selection').click();
    await areas.nth(2).waitFor();
    assert.deepEqual(texts(), ['three', 'two', 'Write banana backwards.']);
    assert.equal(await said(page.locator('loupe-prompt h3').nth(2)), 'notes.md:3');
    for (let count = 3; count < 8; count++) {
      await button(page, 'Add prompt').click();
      await focused(count);
    }
    assert.equal(await button(page, 'Add prompt').isDisabled(), true);
    await page.getByRole('checkbox', { name: 'tiny' }).click();
    await eventually(() => assert.deepEqual(host.comparison.setup.models, ['pocket', 'tiny']));
    await page.getByRole('checkbox', { name: 'Chat message' }).click();
    await eventually(() => assert.equal(host.comparison.setup.chat, false));
  });

  it('loses no key that is typed while runs, models and the host’s own edits are told', async () => {
    const { page, host } = await open({ prompts: typed('one', 'two', 'three'), maxTokens: 2, chat: false });
    const text = 'abcdefghijklmnopqrstuvwxyz'.repeat(2);
    const area = page.locator('loupe-prompt').getByRole('textbox').nth(1);
    await area.fill('');
    await eventually(() => assert.equal(host.comparison.setup.prompts[1].text, ''));
    let typing = true;
    const pushing = (async () => {
      for (let seed = 1; typing; seed++) {
        const run = host.comparison.run();
        host.page.changeSetup({ ...host.comparison.setup, seed });
        host.page.modelsChanged();
        await run;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    })();
    await area.pressSequentially(text, { delay: 10 });
    typing = false;
    await pushing;
    await eventually(() => assert.equal(host.comparison.setup.prompts[1].text, text));
    assert.equal(await area.inputValue(), text);
    const seed = page.locator('loupe-compare-settings').getByRole('textbox', { name: 'Seed' });
    await eventually(async () => assert.equal(await seed.inputValue(), String(host.comparison.setup.seed)), 20_000);
    assert.ok(host.comparison.setup.seed > 1, 'the host pushed nothing meanwhile');
  });

  it('keeps two edits that are made before the first is drawn', async () => {
    const { page, host } = await open(sums);
    await page.locator('loupe-compare-settings vscode-text-field').evaluateAll((fields) => {
      for (const [index, value] of [
        [0, '0.7'],
        [1, '5'],
      ] as const) {
        (fields[index] as HTMLInputElement).value = value;
        fields[index].dispatchEvent(new Event('change'));
      }
    });
    await eventually(() => assert.deepEqual(host.comparison.setup.sampling, { temperature: 0.7, topK: 5, topP: 1 }));
  });

  it('takes and takes back settings of a prompt’s own', async () => {
    const { page, host } = await open(sums);
    const prompt = page.locator('loupe-prompt').nth(1);
    await prompt.getByText('Settings for this prompt').click();
    const field = prompt.getByRole('textbox', { name: 'Temperature' });
    for (const [typed, taken] of [
      ['9', 5],
      ['', null],
    ] as const) {
      await field.fill(typed);
      await field.press('Enter');
      await field.blur();
      await eventually(() => assert.equal(host.comparison.setup.prompts[1].temperature, taken));
    }
    assert.equal(await field.inputValue(), '');
  });

  it('takes numbers within their bounds and nothing else', async () => {
    const { page, host } = await open();
    const enter = async (name: string, value: string, taken: string) => {
      const field = page.locator('loupe-compare-settings').getByRole('textbox', { name });
      await field.fill(value);
      await field.press('Enter');
      await field.blur();
      await eventually(async () => assert.equal(await field.inputValue(), taken));
    };
    const { sampling } = host.comparison.setup;
    await enter('Temperature', '0.7', '0.7');
    await enter('Temperature', 'warm', '0.7');
    await enter('Top-p', '3', '1');
    await enter('Top-k', '2.6', '3');
    await enter('Repeats', '0', '1');
    await enter('Max tokens', '', '128');
    await eventually(() =>
      assert.deepEqual(host.comparison.setup.sampling, { ...sampling, temperature: 0.7, topK: 3 }),
    );
  });

  it('a preset can be taken back', async () => {
    const { page, host } = await open(sums);
    await page.evaluate(`{
      const { store } = document.querySelector('loupe-compare');
      store.applyPreset(store.snapshot.presets[3]);
    }`);
    await button(page, 'Back to my prompts').click();
    await eventually(() => assert.deepEqual(host.comparison.setup.prompts, sums.prompts));
  });

  it('runs a preset that the host names, and gives the person’s own prompts back after two of them, loaded anew meanwhile or not', async () => {
    const { page, host } = await open(sums);
    host.page.runPreset('longer');
    await ended(page);
    assert.match(host.comparison.results?.setup.prompts[0].text ?? '', /7 \+ 8/);
    await page.reload();
    await ended(page);
    host.page.runPreset('thinking');
    await eventually(() => assert.equal(host.comparison.results?.setup.prompts[1].thinking, false));
    await ended(page);
    await button(page, 'Back to my prompts').click();
    await eventually(() => assert.deepEqual(host.comparison.setup.prompts, sums.prompts));
  });

  it('runs a preset that was named before the page was there', async () => {
    const { page, host } = await open({}, { startPreset: 'longer' });
    await ended(page);
    assert.equal(host.comparison.results?.cells.length, 4);
    assert.equal(
      await page.locator('details.setup').getAttribute('open'),
      null,
      'the setup keeps the place of the outputs',
    );
  });

  it('takes a system prompt, and shows it with the outputs', async () => {
    const { page, host } = await open({ ...sums, maxTokens: 4 });
    const prompt = page.locator('loupe-prompt').nth(0);
    await prompt.getByText('Settings for this prompt').click();
    await prompt.getByRole('textbox', { name: 'System prompt' }).fill('You are Zabra.');
    await eventually(() => assert.equal(host.comparison.setup.prompts[0].system, 'You are Zabra.'));
    await run(page);
    assert.equal(await said(page.locator('.excerpt').first()), 'System prompt: You are Zabra.');
    assert.equal(await page.locator('.excerpt', { hasText: 'System prompt' }).count(), 1);
  });

  it('asks for a system prompt and for thinking only where a prompt is a chat message', async () => {
    const { page, host } = await open({ ...sums, chat: false });
    const prompt = page.locator('loupe-prompt').nth(0);
    await prompt.getByText('Settings for this prompt').click();
    const system = prompt.getByRole('textbox', { name: 'System prompt' });
    assert.equal(await system.count(), 0);
    const own = host.comparison.setup.prompts[0];
    host.page.changeSetup({
      ...host.comparison.setup,
      prompts: [{ ...own, chat: true }, host.comparison.setup.prompts[1]],
    });
    await system.waitFor();
  });

  it('shows markup in prompts and outputs as text', async () => {
    const markup = '<img src=x onerror=alert(1)></script><b>bold</b>';
    const { page } = await open({ prompts: typed(markup, `${markup} 2`), chat: false, maxTokens: 8 });
    await run(page);
    assert.equal(await said(page.locator('.excerpt').first()), markup);
    assert.equal(await page.locator('img, .text b').count(), 0);
  });

  it('recolours with the theme', async () => {
    const { page, view } = await open(sums);
    await run(page);
    const tint = () =>
      page
        .locator('loupe-probability-legend i')
        .last()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.match(await said(page.locator('loupe-probability-legend')), /≤ 0\.1%$/);
    const dark = await tint();
    await view.setTheme('light');
    await page.waitForFunction(`document.body.dataset.vscodeThemeKind === 'vscode-light'`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.notEqual(await tint(), dark);
  });

  it('speaks Simplified Chinese, presets included', async () => {
    const bundle = JSON.parse(readFileSync(inRepository('l10n/bundle.l10n.zh-cn.json'), 'utf8'));
    const { page } = await open({}, { language: { id: 'zh-cn', bundle } });
    const shown = await said(page.locator('loupe-compare'));
    for (const { name } of presets((english) => bundle[english] ?? english, 'zh-cn', ['pocket']))
      assert.ok(shown.includes(name), name);
    assert.ok(shown.includes('提示词 1'), shown);
    assert.doesNotMatch(
      shown
        .replaceAll('pocket', '')
        .replaceAll('tiny', '')
        .replace(/Top-[kp]/g, ''),
      /[A-Za-z]{3}/,
    );
  });

  for (const width of [320, 600, 1400]) {
    it(`never scrolls sideways at ${width} pixels`, async () => {
      const { page } = await open({ ...sums, models: ['pocket', 'tiny'], repeats: 2 }, { width });
      await run(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(overflow, 0);
    });
  }
});
