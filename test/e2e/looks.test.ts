import assert from 'node:assert/strict';
import { inRepository } from '../support/paths';
import type { Theme } from '../support/workbench';
import { installed } from './installed';

const themes: Theme[] = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'];
const widths = { narrow: 900, wide: 1600 };

interface Language {
  locale?: string;
  folder: string;
  title: string;
  tabs: string[];
  compare: { title: string; preset: string };
}

const languages: Language[] = [
  {
    folder: 'en',
    title: 'Loupe: Inspect Selection',
    tabs: ['Tokens', 'Attention', 'Next token', 'Trace'],
    compare: { title: 'Loupe: Compare Prompts', preset: 'A sum, with and without thinking' },
  },
  {
    locale: 'zh-cn',
    folder: 'zh-cn',
    title: 'Loupe: 检视所选内容',
    tabs: ['词元', '注意力', '下一个词元', '推理过程'],
    compare: { title: 'Loupe: 比较提示词', preset: '一道加法题：思考与不思考' },
  },
];

for (const { locale, folder, title, tabs, compare } of languages) {
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
        for (const [index, name] of tabs.entries()) {
          it(`shows ${name} in ${theme}, ${width}, without scrolling sideways`, async () => {
            await window().page.setViewportSize({ width: pixels, height: 900 });
            await window().setTheme(theme);
            await page().getByRole('tab', { name, exact: true }).click();
            const id = ['tokens', 'attention', 'next', 'trace'][index];
            const content = page().locator(`${id}-tab`);
            await content.waitFor();
            if (id === 'attention') await content.locator('attention-canvas canvas').waitFor();
            if (id === 'next') await content.locator('tbody tr').first().waitFor();
            const file = `${folder}-${theme.replaceAll(' ', '-')}-${width}-${id}.png`;
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
