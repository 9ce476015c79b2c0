import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installed } from './installed';

describe('saving from the Inspector', function () {
  this.timeout(60_000);
  const window = installed();
  const page = () => window().webview;
  const dialog = () => window().page.locator('.quick-input-widget');
  const accept = () => window().page.keyboard.press('Enter');
  const tab = (name: string) => page().getByRole('tab', { name, exact: true });

  async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let turn = 0; turn < 100; turn++) {
      if (await isSo()) return;
      await window().page.waitForTimeout(100);
    }
    assert.fail(`no ${what}`);
  }

  /** Takes the place that the dialog proposes, and waits for the file. */
  async function save(name: RegExp): Promise<string> {
    const input = dialog().locator('.quick-input-box input');
    const proposed = async () => ((await input.isVisible()) ? input.inputValue() : '');
    await until(async () => name.test(await proposed()), `a dialog that proposes ${name}`);
    const file = await proposed();
    await accept();
    await until(() => existsSync(file), file);
    await dialog().waitFor({ state: 'hidden' });
    assert.equal(path.dirname(file), window().workspace);
    return file;
  }

  it('begins with a text in the Inspector', async () => {
    await window().openFile('1-story.md');
    await window().selectLine(3);
    await window().command('Loupe: Inspect Selection');
    await page().locator('tokens-tab .token').first().waitFor();
  });

  for (const [format, begins] of [
    ['SVG', '<svg '],
    ['HTML', '<!doctype html>'],
    ['CSV', '"query'],
    ['PNG', '\u{fffd}PNG'],
  ]) {
    it(`writes an attention map as ${format}`, async () => {
      await tab('Attention').click();
      await page().locator('attention-tab attention-canvas canvas').waitFor();
      await page().getByRole('group', { name: 'Export this map' }).getByRole('button', { name: format }).click();
      const file = await save(new RegExp(`attention[^/]*\\.${format.toLowerCase()}$`));
      const content = readFileSync(file, 'utf8');
      assert.equal(content.slice(0, begins.length).toLowerCase(), begins.toLowerCase());
    });
  }

  it('writes the logit lens as SVG', async () => {
    await tab('Layers').click();
    await page().getByRole('group', { name: 'Export this grid' }).getByRole('button', { name: 'SVG' }).click();
    const content = readFileSync(await save(/lens[^/]*\.svg$/), 'utf8');
    assert.match(content, /class="cell"[^>]*>[^<]+</);
  });

  it('writes a run, says its size, and opens it without the model', async () => {
    await tab('Tokens').click();
    const words = await page().locator('tokens-tab .token').allTextContents();
    await page().getByRole('button', { name: 'Save Run…' }).click();
    await dialog()
      .getByText(/^Save Run: about [\d.,]+ (kB|MB)$/)
      .waitFor();
    await accept();
    await dialog().getByText('Save Run', { exact: true }).waitFor();
    const file = await save(/1-story\.md\.loupe\.json$/);
    const { model, reading } = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual([model.name, reading.tokens.ids.shape], ['pocket', [words.length]]);

    await window().page.locator('.notification-list-item').getByRole('button', { name: 'Open', exact: true }).click();
    await window().tab('1-story.md.loupe.json').waitFor();
    // Two pages are open now; the saved one has no choice of models.
    const saved = window().page.frameLocator('iframe.webview.ready >> nth=1').frameLocator('iframe#active-frame');
    await saved.locator('tokens-tab .token').first().waitFor();
    assert.deepEqual(await saved.locator('tokens-tab .token').allTextContents(), words);
    await saved.getByRole('tab', { name: 'Attention', exact: true }).click();
    await saved.locator('attention-tab attention-canvas canvas').waitFor();
  });
});
