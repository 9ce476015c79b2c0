import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { ComparisonPrompt, ComparisonSetup } from '../../src/protocol/compareApi';
import type { ModelChoice } from '../../src/protocol/models';
import type { RuntimeService } from '../../src/runtime/service';
import { CompareHost, twoModelRuntime } from './compareHost';
import { closeBrowser, openWebview, type PageOptions, toolkitLooks, type WebviewPage } from './harness';

interface ComparePage {
  host: CompareHost;
  page: Page;
  view: WebviewPage;
}

export type OpenCompare = (
  setup?: Partial<ComparisonSetup>,
  options?: PageOptions & { models?: ModelChoice[]; startPreset?: string },
) => Promise<ComparePage>;

/** To be called within a `describe`: one runtime and browser for its tests. Pages close by themselves, and must have had no problems. */
export function comparePages(): OpenCompare {
  let runtime: RuntimeService;
  const opened: ComparePage[] = [];

  before(() => {
    runtime = twoModelRuntime();
  });
  afterEach(async () => {
    for (const { view, host } of opened.splice(0)) {
      host.dispose();
      await view.close();
      assert.deepEqual(view.problems, []);
    }
  });
  after(async () => {
    await closeBrowser();
    runtime.dispose();
  });

  return async (setup = {}, options = {}) => {
    const host = new CompareHost(runtime, setup, options.language, options.models, options.startPreset);
    const view = await openWebview('compare', host.serve, options);
    const { page } = view;
    opened.push({ view, host, page });
    await page.locator('loupe-run-bar').waitFor();
    await toolkitLooks(page);
    return { host, page, view };
  };
}

export const typed = (...texts: string[]): ComparisonPrompt[] =>
  texts.map((text, index) => ({ id: `typed-${index}`, label: '', text }));

/** Two short questions. */
export const sums: Partial<ComparisonSetup> = { prompts: typed('What is 47 + 85?', 'What is 7 + 8?') };

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

export const cells = (page: Page) => page.locator('loupe-result-cell');

/** Runs the setup to its end; the end of an earlier run, which the page shows until this one starts, does not count. */
export async function run(page: Page): Promise<void> {
  const earlier = await standing(page).elementHandle();
  await button(page, 'Run').click();
  await earlier?.waitForElementState('hidden');
  await ended(page);
}

export async function ended(page: Page): Promise<void> {
  await standing(page)
    .filter({ hasText: /outputs/ })
    .waitFor();
}

/** How things stand while nothing runs: an element that every run takes away. */
const standing = (page: Page) => page.locator('loupe-run-bar span[role=status]');

/** Tries `check` until it passes: what the page sends needs a moment to reach the host. */
export async function eventually(check: () => void | Promise<void>, milliseconds = 5000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** What an element says, shadow roots included. */
export const said = (locator: Locator): Promise<string> =>
  locator.evaluate((element) => {
    const waiting: Node[] = [element];
    let text = '';
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (node instanceof Text) text += node.data;
      const shadow = node instanceof Element ? node.shadowRoot : null;
      waiting.push(...[...(shadow?.childNodes ?? []), ...node.childNodes].reverse());
    }
    return text.trim();
  });

/** The text of an output, reasoning and answer, without the signs that stand for its line breaks. */
export async function output(cell: Locator): Promise<string> {
  await cell.locator('.text').first().waitFor();
  const parts = await Promise.all((await cell.locator('.text').all()).map(said));
  return parts.join('').replaceAll('⏎', '');
}
