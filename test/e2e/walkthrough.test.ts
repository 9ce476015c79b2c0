import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { familyIds } from '../../src/protocol/installedModels';
import { inRepository } from '../support/paths';
import { installed } from './installed';

interface Language {
  locale?: string;
  folder: string;
  walkthrough: string;
  /** The first line of the first step's text beside it. */
  first: string;
  inspector: string;
}

const languages: Language[] = [
  { folder: 'en', walkthrough: 'Look Inside a Language Model', first: 'One text, four views', inspector: 'Inspector' },
  {
    locale: 'zh-cn',
    folder: 'zh-cn',
    walkthrough: '看看语言模型的内部',
    first: '一段文本，四种视图',
    inspector: '检视器',
  },
];

for (const { locale, folder, walkthrough, first, inspector } of languages) {
  describe(`the walkthrough in ${folder}`, function () {
    this.timeout(120_000);
    const window = installed({ locale, folder: inRepository('samples', folder) });
    const steps = () => window().page.locator('.gettingStartedContainer .getting-started-step');
    const step = (id: string) => window().page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
    const welcome = () => window().tab('Welcome');

    /** Opens a step, if it is not open, and presses its button. */
    async function press(id: string): Promise<void> {
      const button = step(id).locator('.monaco-button');
      if (!(await button.isVisible())) await step(id).locator('.step-title').click();
      await button.click();
    }

    async function done(id: string): Promise<void> {
      await welcome().click();
      await step(id).locator('[role=checkbox][aria-checked=true]').waitFor();
    }

    it('has its media and the models in the package', () => {
      const { extensions } = window().profile;
      const [name] = fs.readdirSync(extensions).filter((entry) => entry.startsWith('model-loupe'));
      const there = (...names: string[]) => fs.existsSync(path.join(extensions, name, ...names));
      const texts: Record<string, string> = JSON.parse(
        fs.readFileSync(path.join(extensions, name, `package.nls${locale ? `.${locale}` : ''}.json`), 'utf8'),
      );
      const media = Object.keys(texts).filter((key) => /^walkthrough\..*\.media$/.test(key));
      assert.ok(media.length >= 9);
      assert.deepEqual(
        media.filter((key) => !there(texts[key])),
        [],
      );
      assert.deepEqual(
        familyIds.filter((id) => !there('models', id, 'model.onnx') || !there('models', id, 'model.safetensors')),
        [],
      );
    });

    it('opens, with a text beside its first step', async () => {
      await window().command('Welcome: Open Walkthrough...');
      await window().pick(walkthrough, walkthrough);
      await steps().first().waitFor();
      assert.ok((await steps().count()) >= 9);
      await window().webview.getByRole('heading', { name: first }).waitFor();
      assert.equal(await steps().locator('[aria-checked=true]').count(), 0);
    });

    it('draws a figure beside another, in the colours of the theme', async () => {
      await step('stages').locator('.step-title').click();
      const bar = window().webview.locator('svg rect').first();
      await bar.waitFor();
      const colour = await bar.evaluate((element) => {
        const { fill } = getComputedStyle(element);
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = 'var(--vscode-charts-blue)';
        return { fill, blue: getComputedStyle(probe).color };
      });
      assert.equal(colour.fill, colour.blue);
    });

    it('inspects a sample', async () => {
      await press('inspect');
      await window().webview.locator('tokens-tab .token').nth(40).waitFor();
      await window().tab(inspector).locator('.action-label').click();
      await done('inspect');
    });

    it('runs one prompt at five stages, and shows every output of them', async () => {
      await press('stages');
      const cells = window().webview.locator('loupe-result-cell');
      await window()
        .webview.locator('loupe-run-bar span[role=status]', { hasText: /^\s*10\D/ })
        .waitFor({ timeout: 90_000 });
      assert.equal(await cells.count(), 10);
      for (const cell of await cells.all())
        assert.notEqual((await cell.locator('.piece').allInnerTexts()).join(''), '');
      await done('stages');
      assert.equal(await steps().locator('[aria-checked=true]').count(), 2);
    });

    it('runs another comparison in the panel that is hidden meanwhile', async () => {
      await press('told');
      await window()
        .webview.locator('loupe-run-bar span[role=status]', { hasText: /^\s*2\D/ })
        .waitFor();
      await done('told');
    });

    it('shows the models', async () => {
      await press('pretraining');
      await window().page.locator('.pane-body .monaco-list-row', { hasText: 'pocket-untrained' }).waitFor();
      await done('pretraining');
    });
  });
}
