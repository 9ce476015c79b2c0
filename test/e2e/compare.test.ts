import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRepository } from '../support/paths';
import { installed } from './installed';
import { said } from './said';

describe('Compare in the real workbench, with two model folders', function () {
  this.timeout(90_000);
  const models = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-models-'));
  const twin = path.join(models, 'twin');
  const window = installed();

  before(() => fs.cpSync(inRepository('models/pocket'), twin, { recursive: true }));
  after(() => fs.rmSync(models, { recursive: true, force: true }));

  const page = () => window().webview;

  it('takes two prompts and both models', async () => {
    window().setSettings({ 'loupe.models': [twin] });
    await window().command('Loupe: Compare');
    const texts = page().locator('loupe-prompt textarea');
    for (const [index, text] of ['What is 47 + 85?', 'What is 12 + 7?'].entries()) await texts.nth(index).fill(text);
    for (const model of ['pocket', 'twin']) {
      const box = page().getByRole('checkbox', { name: model, exact: true });
      await box.waitFor();
      if ((await box.getAttribute('aria-checked')) !== 'true') await box.click();
    }
  });

  it('runs each prompt with each model, and gives the same output for the same weights', async () => {
    await page().getByRole('button', { name: 'Run', exact: true }).click();
    await page().locator('loupe-run-bar [role=status]', { hasText: '4 outputs' }).waitFor({ timeout: 60_000 });
    const cells = page().locator('loupe-result-cell');
    await cells
      .filter({ hasText: /Perplexity \d/ })
      .nth(3)
      .waitFor();
    assert.equal(await cells.count(), 4);
    const [first, firstTwin, second, secondTwin] = await Promise.all(
      [0, 1, 2, 3].map((index) => said(cells.nth(index).locator('.text'))),
    );
    assert.match(first, /132$/);
    assert.equal(firstTwin, first);
    assert.notEqual(second, first);
    assert.equal(secondTwin, second);
  });
});
