import { inRepository, repositoryRoot } from '../test/support/paths';
import { Workbench } from '../test/support/workbench';

/** `npm run pictures`: the README's pictures, taken of the real extension. Needs the built one. */
async function main(): Promise<void> {
  const window = await Workbench.open({
    folder: inRepository('samples/en'),
    extension: { folder: repositoryRoot },
    settings: { 'workbench.activityBar.location': 'hidden', 'workbench.layoutControl.enabled': false },
    width: 1280,
    height: 880,
  });
  const take = (name: string) => window.screenshot(inRepository('docs/pictures', `${name}.png`));
  const show = (tab: string) => window.webview.getByRole('tab', { name: tab, exact: true }).click();
  const page = () => window.webview;
  try {
    await window.openFile('1-story.md');
    await window.page.keyboard.press('Control+B');
    await window.selectLine(3);
    await window.command('Loupe: Inspect Selection');
    await page().locator('tokens-tab .token', { hasText: 'fox' }).first().click();
    await take('tokens');

    await show('Attention');
    // Layer 1, head 1: one that looks at the token before.
    await page().locator('attention-canvas canvas').waitFor();
    await page()
      .locator('overview-canvas canvas')
      .click({ position: { x: 71, y: 59 } });
    await page().locator('attention-tab').getByText('Layer 1, head 1').waitFor();
    await take('attention');

    await window.selectLine(3);
    await window.page.keyboard.press('Home');
    await window.page.keyboard.press('Home');
    const beginning = 'Once there was a curious fox called';
    for (const _ of beginning) await window.page.keyboard.press('Shift+ArrowRight');
    await show('Next token');
    await page()
      .locator('inspector-header', { hasText: `${beginning.length} characters` })
      .waitFor();
    const step = page().getByRole('button', { name: 'Step', exact: true });
    for (let count = 1; count <= 5; count++) {
      await step.click();
      await page().getByText(`${count} appended`).waitFor();
    }
    await take('next-token');

    await show('Layers');
    await page().locator('layers-tab lens-chart').waitFor();
    await page()
      .getByText(/^Where the logit of/)
      .waitFor();
    await take('layers');

    await window.openFile('2-questions.txt');
    await window.selectLine(1);
    await show('Trace');
    await page().locator('trace-tab .question .token').nth(7).waitFor();
    await page().getByRole('button', { name: 'Ask the model' }).click();
    await page().locator('trace-tab .answer h3').waitFor();
    await take('trace');

    await window.command('View: Close All Editors');
    await window.command('Loupe: Compare');
    await page().getByRole('button', { name: 'A sum, with and without thinking' }).click();
    await page().getByRole('button', { name: 'Run', exact: true }).click();
    await page()
      .locator('loupe-run-bar [role=status]', { hasText: /^\d+ outputs$/ })
      .waitFor();
    await take('compare');
  } finally {
    await window.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
