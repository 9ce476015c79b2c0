import assert from 'node:assert/strict';
import fs from 'node:fs';
import { repositoryRoot } from '../support/paths';
import { installed } from './installed';
import { runtimeProcesses } from './runtimeProcesses';
import { said } from './said';

describe('the Inspector in the real workbench, from the package', function () {
  this.timeout(60_000);
  const window = installed();
  const tab = (name: string) => window().webview.getByRole('tab', { name, exact: true });

  it('inspects the selected line', async () => {
    await window().openFile('1-story.md');
    await window().selectLine(3);
    await window().command('Loupe: Inspect Selection');
    const header = window().webview.locator('inspector-header');
    await header.getByText('82 tokens', { exact: false }).waitFor();
    assert.match(await said(header), /1-story\.md · selection from line 3 .*82 of 1,024 context/);
    assert.equal(await window().webview.locator('tokens-tab .token').count(), 82);
  });

  it('runs on the native libraries of the package alone', () => {
    const { profile } = window();
    const [runtime] = runtimeProcesses(profile);
    assert.ok(runtime, 'no runtime process');
    const mapped = fs.readFileSync(`/proc/${runtime}/maps`, 'utf8').split('\n');
    const libraries = new Set(
      mapped.map((line) => line.split(/\s+/)[5] ?? '').filter((file) => /\.(node|so[.\d]*)$/.test(file)),
    );
    assert.ok([...libraries].some((file) => file.startsWith(profile.extensions) && file.includes('onnxruntime')));
    assert.ok([...libraries].some((file) => file.startsWith(profile.extensions) && file.includes('tokenizers')));
    assert.deepEqual(
      [...libraries].filter((file) => file.startsWith(`${repositoryRoot}/`)),
      [],
    );
  });

  it('marks a token in the editor while the pointer is on it, and until another is chosen', async () => {
    const token = window().webview.locator('tokens-tab .token', { hasText: 'Lily' }).first();
    assert.equal(await window().decorations.count(), 0);
    await token.hover();
    await window().decorations.first().waitFor();
    await window().webview.locator('inspector-header').hover();
    await window().decorations.first().waitFor({ state: 'detached' });
    await token.click();
    await window().webview.locator('inspector-header').hover();
    await window().decorations.first().waitFor();
    await token.press('Escape');
    await window().decorations.first().waitFor({ state: 'detached' });
  });

  it('draws attention', async () => {
    await tab('Attention').click();
    const canvas = window().webview.locator('attention-tab attention-canvas canvas');
    await canvas.waitFor();
    const colours = await canvas.evaluate((element: HTMLCanvasElement) => {
      const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? { data: [] };
      const found = new Set<number>();
      for (let at = 0; at < data.length; at += 4) found.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
      return found.size;
    });
    assert.ok(colours > 50, `${colours} colours`);
    await canvas.hover({ position: { x: 150, y: 150 } });
    await window()
      .webview.locator('attention-tab .readout', { hasText: /looks at|comes before/ })
      .waitFor();
  });

  it('steps five tokens, and one back', async () => {
    await tab('Next token').click();
    const next = window().webview.locator('next-tab');
    await next.locator('tbody tr').first().waitFor();
    const step = next.getByRole('button', { name: 'Step', exact: true });
    for (let count = 1; count <= 5; count++) {
      await step.click();
      await next.getByText(`${count} appended`).waitFor();
    }
    await next.getByRole('button', { name: 'Step back' }).click();
    await next.getByText('4 appended').waitFor();
  });

  it('traces a question', async () => {
    await window().openFile('2-questions.txt');
    await window().selectLine(1);
    await tab('Trace').click();
    const trace = window().webview.locator('trace-tab');
    await window().webview.locator('inspector-header').getByText('selection from line 1').waitFor();
    await trace.locator('.question .token').nth(7).waitFor();
    assert.equal((await said(trace.locator('.question'))).replaceAll('·', ' '), 'What is 47 + 85?');
    await trace.getByRole('button', { name: 'Ask the model' }).click();
    await trace.locator('.answer h3', { hasText: 'Answer' }).waitFor();
    await trace.locator('trace-evidence').waitFor();
    // Tokens out of sight have no elements.
    await trace.locator('section.answer h3').scrollIntoViewIfNeeded();
    await trace.locator('section.answer .token').nth(2).waitFor();
    assert.match(await said(trace.locator('section.reasoning')), /3 steps.*carry/);
    assert.match(await said(trace.locator('section.answer')), /132/);
  });

  it('counts in the status bar', async () => {
    await window().openFile('5-scripts-and-emoji.txt');
    await window()
      .page.locator('.statusbar-item', { hasText: /\d tokens/ })
      .waitFor();
  });
});
