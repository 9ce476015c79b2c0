import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { InspectorTab } from '../../src/protocol/inspectorApi';
import type { RuntimeService } from '../../src/runtime/service';
import { closeBrowser, openWebview, type PageOptions, toolkitLooks, type WebviewPage } from './harness';
import { HarnessHost, shippedRuntime } from './harnessHost';

export interface InspectorPage {
  host: HarnessHost;
  page: Page;
  view: WebviewPage;
}

export type OpenInspector = (
  text: string | null,
  options?: PageOptions & { model?: string; prepare?: (host: HarnessHost) => void },
) => Promise<InspectorPage>;

/** To be called within a `describe`: one runtime and browser for its tests. Pages close by themselves, and must have had no problems. */
export function inspectorPages(): OpenInspector {
  let runtime: RuntimeService;
  const opened: WebviewPage[] = [];

  before(() => {
    runtime = shippedRuntime();
  });
  afterEach(async () => {
    for (const view of opened.splice(0)) {
      await view.close();
      assert.deepEqual(view.problems, []);
    }
  });
  after(async () => {
    await closeBrowser();
    runtime.dispose();
  });

  return async (text, options = {}) => {
    const host = new HarnessHost(runtime);
    if (options.model) host.state.model = options.model;
    if (text !== null) await host.inspect(text);
    options.prepare?.(host);
    const view = await openWebview('inspector', host.serve, options);
    opened.push(view);
    await view.page.locator('inspector-header').waitFor();
    await toolkitLooks(view.page);
    return { host, view, page: view.page };
  };
}

export const sample = 'The old keeper climbed the stairs. He lit the lamp, and the lamp shone over the sea.';

const tabNames: Record<InspectorTab, string> = {
  tokens: 'Tokens',
  attention: 'Attention',
  next: 'Next token',
  layers: 'Layers',
  trace: 'Trace',
};

export async function showTab(page: Page, tab: InspectorTab): Promise<void> {
  await page.getByRole('tab', { name: tabNames[tab] }).click();
  await page.locator(`${tab}-tab`).waitFor();
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** All text within, that of shadow trees too, with white space as one space. */
export const said = (locator: Locator): Promise<string> =>
  locator.evaluate((element) => {
    const waiting: Node[] = [element];
    let text = '';
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (node instanceof Text) text += node.data;
      const shadow = node instanceof Element ? node.shadowRoot : null;
      waiting.push(...[...(shadow?.childNodes ?? []), ...node.childNodes].reverse());
    }
    return text.replace(/\s+/g, ' ').trim();
  });

/** Runs in the page. How much of an element is in sight, 0…1, whatever scrolls it. */
export const shownShare = (element: Element): Promise<number> =>
  new Promise((resolve) => {
    new IntersectionObserver((entries) => resolve(entries[0].intersectionRatio)).observe(element);
  });

/** Tops of an element in the next frames: one that slides under the pointer may go back and forth. */
export const topsOf = (element: Locator): Promise<number[]> =>
  element.evaluate(async (shown) => {
    const tops: number[] = [];
    while (tops.length < 8) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      tops.push(shown.getBoundingClientRect().top);
    }
    return tops;
  });

/** A promise that resolves when told to: for an answer that takes its time. */
export function hold(): { held: Promise<void>; release: () => void } {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { held, release };
}

/** Waits until `check` passes, and fails with its own message if it does not. */
export async function eventually(check: () => Promise<void> | void, timeoutMs = 5000): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
