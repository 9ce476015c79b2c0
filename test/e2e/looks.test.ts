import assert from 'node:assert/strict';
import { inRepository } from '../support/paths';
import type { Theme } from '../support/workbench';
import { installed } from './installed';

const themes: Theme[] = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'];
const widths = { narrow: 900, wide: 1600 };

/** A tab, a view of it where it has several, and what is there when it is drawn. */
const looks = {
  tokens: { tab: 'tokens', view: 'Text', drawn: '.token' },
  sideBySide: {
    tab: 'tokens',
    view: 'Side by side',
    drawn: 'tokenizers-side-by-side table, tokenizers-side-by-side aligned-strip',
  },
  chat: { tab: 'tokens', view: 'Chat', drawn: 'chat-view .token' },
  vocabulary: { tab: 'tokens', view: 'Vocabulary', drawn: '.option .id' },
  attention: { tab: 'attention', view: undefined, drawn: 'attention-canvas canvas' },
  next: { tab: 'next', view: undefined, drawn: 'tbody tr' },
  layers: { tab: 'layers', view: undefined, drawn: 'lens-grid [role="gridcell"]' },
  trace: { tab: 'trace', view: undefined, drawn: '' },
} as const;

interface Language {
  locale?: string;
  folder: string;
  title: string;
  tabs: Record<(typeof looks)[keyof typeof looks]['tab'], string>;
  /** What the views are called; as above where that is missing. */
  views: Record<string, string>;
  compare: { title: string; preset: string };
}

const languages: Language[] = [
  {
    folder: 'en',
    title: 'Loupe: Inspect Selection',
    tabs: { tokens: 'Tokens', attention: 'Attention', next: 'Next token', layers: 'Layers', trace: 'Trace' },
    views: {},
    compare: { title: 'Loupe: Compare Prompts', preset: 'A sum, with and without thinking' },
  },
  {
    locale: 'zh-cn',
    folder: 'zh-cn',
    title: 'Loupe: 检视所选内容',
    tabs: { tokens: '词元', attention: '注意力', next: '下一个词元', layers: '层', trace: '推理过程' },
    views: { Text: '文本', 'Side by side': '并排比较', Chat: '对话', Vocabulary: '词表' },
    compare: { title: 'Loupe: 比较提示词', preset: '一道加法题：思考与不思考' },
  },
];

for (const { locale, folder, title, tabs, views, compare } of languages) {
  const themesShown = locale ? themes.slice(0, 1) : themes;

  describe(`looks in ${folder}`, function () {
    this.timeout(120_000);
    const window = installed({ locale, folder: inRepository('samples', folder) });
    const page = () => window().webview;

    it('opens on a sample', async () => {
      await window().openFile('1-story.md');
      await window().selectLine(3);
      await window().command(title);
      await page().locator('tokens-tab .token').first().waitFor();
    });

    for (const theme of themesShown) {
      for (const [width, pixels] of Object.entries(widths)) {
        for (const [name, { tab, view, drawn }] of Object.entries(looks)) {
          it(`shows ${name} in ${theme}, ${width}, without scrolling sideways`, async () => {
            await window().page.setViewportSize({ width: pixels, height: 900 });
            await window().setTheme(theme);
            await page().getByRole('tab', { name: tabs[tab], exact: true }).click();
            const content = page().locator(`${tab}-tab`);
            await content.waitFor();
            if (view) await content.getByRole('button', { name: views[view] ?? view, exact: true }).click();
            if (drawn) await content.locator(drawn).first().waitFor();
            const file = `${folder}-${theme.replaceAll(' ', '-')}-${width}-${name}.png`;
            await window().screenshot(inRepository('out/screenshots', file));
            const overflow = await content.evaluate((element) => {
              const view = element.closest('vscode-panel-view') ?? element;
              const outside = view.getBoundingClientRect().right - document.documentElement.clientWidth;
              return Math.max(view.scrollWidth - view.clientWidth, outside);
            });
            assert.ok(overflow <= 0, `${overflow} pixels too wide`);
          });
        }
      }
    }
  });

  describe(`looks of Compare in ${folder}`, function () {
    this.timeout(120_000);
    const window = installed({ locale, folder: inRepository('samples', folder) });
    const page = () => window().webview;

    it('runs a preset', async () => {
      await window().command(compare.title);
      await page().getByRole('button', { name: compare.preset }).click();
      await page().locator('loupe-run-bar progress').waitFor();
      await page().locator('loupe-run-bar progress').waitFor({ state: 'detached' });
      assert.equal(await page().locator('loupe-result-cell .piece').first().isVisible(), true);
    });

    for (const theme of themesShown) {
      for (const [width, pixels] of Object.entries(widths)) {
        it(`shows Compare in ${theme}, ${width}, without scrolling sideways`, async () => {
          await window().page.setViewportSize({ width: pixels, height: 900 });
          await window().setTheme(theme);
          await page().locator('loupe-result-grid').scrollIntoViewIfNeeded();
          const file = `${folder}-${theme.replaceAll(' ', '-')}-${width}-compare.png`;
          await window().screenshot(inRepository('out/screenshots', file));
          const overflow = await page()
            .locator('loupe-compare')
            .evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(overflow <= 0, `${overflow} pixels too wide`);
        });
      }
    }
  });
}
