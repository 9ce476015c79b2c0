import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { attentionPages, choose, keepText, useKeys } from './attentionPage';
import { inspectorPages } from './inspectorPage';

/** What reaches beyond the page to the right: elements, in shadow roots too, that no ancestor scrolls or cuts off. */
const beyond = (page: Page): Promise<string[]> =>
  page.locator('attention-tab').evaluate((tab) => {
    const found: string[] = [];
    const elements: Element[] = [tab];
    for (let element = elements.pop(); element; element = elements.pop()) {
      const { width, right } = element.getBoundingClientRect();
      if (width > 0 && right > innerWidth + 0.5) found.push(`${element.localName}.${element.className}: ${right}`);
      if (getComputedStyle(element).overflowX !== 'visible') continue;
      elements.push(...(element.shadowRoot?.children ?? []), ...element.children);
    }
    return found;
  });

describe('Inspector in a browser: widths of Attention', function () {
  this.timeout(60_000);
  const open = attentionPages(inspectorPages());

  const views = ['beside another head', 'difference from another head', 'tinted text', 'lines', 'map'];

  for (const width of [300, 2000]) {
    it(`fits a panel of ${width} px, however it is shown`, async () => {
      const opened = await open(undefined, { width });
      const { page, host } = opened;
      for (const view of views) {
        await choose(page, 'Shown as', view);
        await page.locator('attention-tab .map > *').first().waitFor();
        await page.locator('attention-tab empty-note').waitFor({ state: 'detached' });
        assert.deepEqual(await beyond(page), [], view);
      }
      await page.locator('attention-tab vscode-checkbox', { hasText: 'How this weight comes about' }).click();
      await useKeys(page, 'End', 'ArrowLeft', 'ArrowLeft');
      await page.locator('weight-story-panel .steps').waitFor();
      assert.deepEqual(await beyond(page), [], 'how a weight comes about');

      await keepText(opened);
      await host.inspect('Another keeper climbed the mountain. She lit the fire, and the fire burnt all night.');
      await page.locator('attention-tab .beside').waitFor();
      assert.deepEqual(await beyond(page), [], 'beside a kept text');
    });
  }
});
