import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRepository } from '../support/paths';
import { installed } from './installed';
import { said } from './said';

interface Generated {
  prompt: { tokens: number };
  tokens: { logprob: number }[];
  text: string;
}

/** What the command line says that a model answers. */
function generated(folder: string, prompt: string): Generated {
  const args = ['generate', '--model', folder, '--chat', '--max-tokens', '128', '--json', '-'];
  return JSON.parse(
    execFileSync(process.execPath, [inRepository('dist/cli.js'), ...args], { input: prompt }).toString(),
  );
}

function figures({ prompt, tokens }: Generated): string[] {
  const surprisal = -tokens.reduce((sum, { logprob }) => sum + logprob, 0) / tokens.length;
  return [`Prompt ${prompt.tokens} → output ${tokens.length} tokens`, `Perplexity ${Math.exp(surprisal).toFixed(2)}`];
}

describe('Compare in the real workbench, with two models of different weights', function () {
  this.timeout(90_000);
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-models-'));
  const folders = { pocket: inRepository('models/pocket'), tiny: path.join(parent, 'tiny') };
  const prompts = ['What is 47 + 85?', 'What is 12 + 7?'];
  const window = installed();

  before(() => fs.cpSync(inRepository('test/fixtures/model/tiny-gqa'), folders.tiny, { recursive: true }));
  after(() => fs.rmSync(parent, { recursive: true, force: true }));

  const page = () => window().webview;

  it('takes two prompts and both models', async () => {
    window().setSettings({ 'loupe.models': [folders.tiny] });
    await window().command('Loupe: Compare');
    const texts = page().locator('loupe-prompt').getByRole('textbox');
    for (const [index, text] of prompts.entries()) await texts.nth(index).fill(text);
    for (const model of Object.keys(folders)) {
      const box = page().getByRole('checkbox', { name: model, exact: true });
      await box.waitFor();
      if ((await box.getAttribute('aria-checked')) !== 'true') await box.click();
    }
  });

  it('runs each prompt with each model, and shows under each model’s name what that model gives', async () => {
    await page().getByRole('button', { name: 'Run', exact: true }).click();
    await page().locator('loupe-run-bar [role=status]', { hasText: '4 outputs' }).waitFor({ timeout: 60_000 });
    const rows = page().locator('loupe-result-grid section');
    assert.equal(await rows.count(), prompts.length);
    const seen = new Set<string>();
    for (const [index, prompt] of prompts.entries()) {
      for (const [model, folder] of Object.entries(folders)) {
        const heading = page().getByRole('heading', { name: model, exact: true });
        const card = rows.nth(index).locator('.card').filter({ has: heading });
        await card.getByText(/Perplexity \d/).waitFor();
        const shown = await said(card);
        const answer = generated(folder, prompt);
        const expected = figures(answer);
        for (const figure of expected) assert.ok(shown.includes(figure), `${model} has ${figure}, not ${shown}`);
        if (model === 'pocket') assert.ok(shown.endsWith(answer.text.split('</think>')[1]), shown);
        seen.add(expected.join());
      }
    }
    assert.equal(seen.size, 4, 'two outputs have the same figures, so that they could be swapped unnoticed');
  });
});
