import assert from 'node:assert/strict';
import { inRepository } from '../support/paths';
import type { Workbench } from '../support/workbench';
import { installed } from './installed';
import { runtimeProcesses } from './runtimeProcesses';
import { said } from './said';

describe('two windows at once', function () {
  this.timeout(90_000);
  const first = installed();
  let second: Workbench;

  before(async () => {
    second = await first().another(inRepository('samples/en'));
  });
  after(() => assert.deepEqual(second.problems, []));

  const header = ({ webview }: Workbench) => webview.locator('inspector-header');
  const inspect = async (window: Workbench, file: string, line: number) => {
    await window.openFile(file);
    await window.selectLine(line);
    await window.command('Loupe: Inspect Selection');
  };

  it('inspect their own texts, each with a runtime of its own', async () => {
    // VS Code in a browser can wait for its service worker for good where that is asked for by two windows at once.
    for (const window of [first(), second]) {
      await inspect(window, '2-questions.txt', 1);
      await header(window).getByText('of 1,024 context').waitFor();
    }
    await Promise.all([inspect(first(), '1-story.md', 3), inspect(second, '3-code.ts', 1)]);
    await header(first()).getByText('selection from line 3').waitFor();
    await header(second).getByText('selection from line 1').waitFor();
    await header(first()).getByText('82 of 1,024 context').waitFor();
    await header(second).getByText('of 1,024 context').waitFor();
    assert.match(await said(header(first())), /1-story\.md/);
    assert.match(await said(header(second)), /3-code\.ts/);
    assert.equal(runtimeProcesses(first().profile).length, 2);
  });

  it('generate side by side', async () => {
    for (const window of [first(), second]) {
      await window.webview.getByRole('tab', { name: 'Next token', exact: true }).click();
    }
    await Promise.all([first(), second].map((window) => step(window, 1)));
  });

  it('do not mind when the runtime of the other is killed', async () => {
    const before = runtimeProcesses(first().profile);
    process.kill(before[1], 'SIGKILL');
    // Which of the two windows it was is not known from outside; that one says so and reads anew.
    const died = (window: Workbench) => window.page.getByText('The runtime process stopped', { exact: false }).first();
    const hit = await Promise.any(
      [first(), second].map(async (window) => {
        await died(window).waitFor();
        return window;
      }),
    );
    const other = hit === second ? first() : second;
    await step(other, 2);
    await step(hit, 2);
    const after = runtimeProcesses(first().profile);
    assert.equal(after.length, 2);
    assert.equal(after[0], before[0]);
  });
});

/** Takes a step in the Next token tab, which then has so many tokens appended. */
async function step({ webview }: Workbench, appended: number): Promise<void> {
  await webview.locator('next-tab tbody tr').first().waitFor();
  await webview.locator('next-tab').getByRole('button', { name: 'Step', exact: true }).click();
  await webview.locator('next-tab').getByText(`${appended} appended`).waitFor();
}
