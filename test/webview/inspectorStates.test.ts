import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { InspectionState } from '../../src/protocol/inspectorApi';
import { inRepository } from '../support/paths';
import type { ThemeName } from './harness';
import { button, eventually, inspectorPages, said, sample, showTab } from './inspectorPage';

describe('Inspector in a browser: states', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  it('says how to begin while nothing is inspected', async () => {
    const { page, host } = await open(null);
    assert.match(await said(page.locator('tokens-tab')), /Nothing is inspected yet/);
    await button(page, 'Inspect now').click();
    await eventually(() => assert.deepEqual(host.commands, ['inspect']));
  });

  const failures: [NonNullable<Extract<InspectionState['phase'], { kind: 'failed' }>['action']>, string, string][] = [
    ['retryRuntime', 'Restart the runtime', 'retryRuntime'],
    ['inspect', 'Inspect again', 'inspect'],
    ['chooseModel', 'Choose a model', 'manageModels'],
  ];
  for (const [action, label, command] of failures) {
    it(`offers “${label}” after a failure, and keeps what is on screen`, async () => {
      const { page, host } = await open(sample);
      host.reading = null;
      host.tell('readingChanged', { reading: null });
      host.setState({ phase: { kind: 'failed', message: 'It broke, and here is why.', action } });
      await page.getByRole('alert').waitFor();
      assert.match(await said(page.getByRole('alert')), /It broke, and here is why\./);
      await button(page, label).click();
      await button(page, 'Show log').click();
      await eventually(() => assert.deepEqual(host.commands, [command, 'showLog']));
      assert.ok((await page.locator('loupe-token-strip .token').count()) > 5);
    });
  }

  it('shows progress with cancel, the earlier result dimmed beneath', async () => {
    const { page, host } = await open(sample);
    host.tell('tokenizationChanged', { tokenization: null });
    host.tell('readingChanged', { reading: null });
    host.setState({ phase: { kind: 'reading', done: 128, total: 1024 } });
    await eventually(async () => assert.match(await said(page.locator('inspector-header')), /Reading 128 of 1,024/));
    await page.locator('.earlier loupe-token-strip .token').first().waitFor();
    await page.locator('loupe-token-strip .token').first().click();
    await button(page, 'Cancel').click();
    await eventually(() => assert.deepEqual(host.commands, ['cancel']));
    assert.equal(host.mark, null, 'offsets of the earlier text mark nothing');
  });

  it('says how much of a long text is read, and lets choose which part', async () => {
    const { page, host } = await open(sample.repeat(60));
    const total = host.reading?.totalTokens ?? 0;
    const notice = page.locator('inspector-notice');
    assert.match(await said(notice), new RegExp(`${total.toLocaleString('en')} tokens.*reads the first 1,024`));
    assert.ok(await page.getByRole('radio', { name: 'The start' }).isChecked());
    await page.getByRole('radio', { name: 'The end' }).click();
    await eventually(async () => assert.match(await said(notice), /reads the last 1,024/));
    // The tokens before the part that is read have no surprisal.
    await eventually(async () => assert.equal(await page.locator('.token[data-index="3"].unscored').count(), 1));
  });

  it('says which part of a text that was cut is inspected', async () => {
    const { page, host } = await open(sample, {
      prepare: (host) => {
        if (host.state.subject) host.state.subject.cutFrom = 200_000;
      },
    });
    const notice = page.locator('inspector-notice');
    assert.match(await said(notice), new RegExp(`only the first ${sample.length} characters are inspected`));
    host.setState({ part: 'end' });
    await eventually(async () => assert.match(await said(notice), /only the last \d+ characters/));
  });

  it('keeps the way of looking when the page is built anew', async () => {
    const { page } = await open(sample);
    await page.getByRole('checkbox', { name: 'Ids' }).click();
    await showTab(page, 'next');
    await page.getByRole('slider', { name: /Top-k/ }).fill('7');
    await button(page, 'Step').click();
    const token = await page.locator('loupe-generated-strip .token').first().textContent();
    await page.reload();
    await page.locator('next-tab').waitFor();
    assert.equal(await page.getByRole('slider', { name: /Top-k/ }).inputValue(), '7');
    await eventually(async () =>
      assert.deepEqual(await page.locator('loupe-generated-strip .token').allTextContents(), [token]),
    );
    await showTab(page, 'tokens');
    assert.ok((await page.locator('loupe-token-strip .id').count()) > 5);
  });

  it('pins, and shows a tab that the host names', async () => {
    const { page, host } = await open(sample);
    await page.getByRole('checkbox', { name: 'Pin' }).click();
    await eventually(() => assert.equal(host.state.pinned, true));
    host.tell('showTab', { tab: 'trace' });
    await page.locator('trace-tab').waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Trace' }).getAttribute('aria-selected'), 'true');
  });

  it('says that the text was edited since', async () => {
    const { page, host } = await open(sample);
    const header = page.locator('inspector-header');
    assert.doesNotMatch(await said(header), /edited/);
    host.setState({ edited: true });
    await eventually(async () => assert.match(await said(header), /selection from line 3 · edited since/));
  });

  it('changes tabs with the keys', async () => {
    const { page } = await open(sample);
    await page.getByRole('tab', { name: 'Tokens' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('attention-tab').waitFor();
    await page.keyboard.press('End');
    await page.locator('trace-tab').waitFor();
  });

  for (const theme of ['light', 'dark', 'highContrastDark', 'highContrastLight'] satisfies ThemeName[]) {
    it(`can be read in ${theme}: text on tints keeps a contrast of 4.5`, async () => {
      const { page } = await open(sample, { theme });
      const worst = await page.locator('loupe-token-strip .token').evaluateAll(lowestContrast);
      assert.ok(worst >= 4.5, String(worst));
      await showTab(page, 'next');
      await page.getByRole('slider', { name: /Top-k/ }).fill('3');
      const cut = page.locator('tr.cut :is(td, button)');
      await cut.first().waitFor();
      const worstCut = await cut.evaluateAll(lowestContrast);
      assert.ok(worstCut >= 4.5, String(worstCut));
    });
  }

  it('recolours when the theme changes', async () => {
    const { page, view } = await open(sample, { theme: 'dark' });
    await showTab(page, 'attention');
    const corner = () =>
      page.locator('attention-canvas canvas').evaluate((canvas: HTMLCanvasElement) => {
        const context = canvas.getContext('2d') as CanvasRenderingContext2D;
        return Array.from(context.getImageData(canvas.width - 40, 80, 1, 1).data.slice(0, 3));
      });
    await eventually(async () => assert.deepEqual(await corner(), [0x1f, 0x1f, 0x1f]));
    await view.setTheme('light');
    await eventually(async () => assert.deepEqual(await corner(), [255, 255, 255]));
  });

  it('does not scroll sideways in a narrow panel', async () => {
    const { page } = await open(sample, { width: 270 });
    for (const tab of ['tokens', 'attention', 'next', 'layers', 'trace'] as const) {
      await showTab(page, tab);
      if (tab === 'layers') await page.locator('.parts table').waitFor();
      await page.waitForTimeout(150);
      const over = await page.locator(`#view-${tab}`).evaluate((view) => view.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${tab}: ${over}`);
    }
  });

  it('speaks Chinese', async () => {
    const bundle = JSON.parse(readFileSync(inRepository('l10n/bundle.l10n.zh-cn.json'), 'utf8'));
    const { page } = await open(sample, { language: { id: 'zh-cn', bundle } });
    await eventually(async () =>
      assert.deepEqual(await page.getByRole('tab').allTextContents(), [
        '词元',
        '注意力',
        '下一个词元',
        '层',
        '推理过程',
      ]),
    );
    assert.match(await said(page.locator('tokens-tab')), /分词器.*词表/);
  });
});

/** Runs in the page, as JavaScript that no build step has touched. The lowest WCAG 2 contrast of text with its background. */
const lowestContrast = new Function(
  'elements',
  `const channels = (color) => color.match(/[\\d.]+/g).map(Number);
   const luminance = (color) => {
     const [r, g, b] = channels(color).map((channel) => {
       const c = channel / 255;
       return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
     });
     return 0.2126 * r + 0.7152 * g + 0.0722 * b;
   };
   return Math.min(...elements.map((element) => {
     const { color, backgroundColor } = getComputedStyle(element);
     const clear = channels(backgroundColor)[3] === 0;
     const behind = clear ? getComputedStyle(document.body).backgroundColor : backgroundColor;
     const [low, high] = [luminance(color), luminance(behind)].sort((a, b) => a - b);
     return (high + 0.05) / (low + 0.05);
   }));`,
) as (elements: Element[]) => number;
