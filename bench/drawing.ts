import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser';
import type { Group } from './figure';
import { pageScript } from './pageScript';

/** The two elements as the Inspector uses them. */
const contents = `import './attentionCanvas'; import './overviewCanvas';`;

/** Attention pictures, in a browser that draws on the processor: a graphics card is not asked for. */
export const drawing: Group = {
  name: 'drawing',
  measure: async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
      await page.setContent('<body data-vscode-theme-kind="vscode-dark">');
      await page.addScriptTag({ content: await pageScript('webview/drawing', contents) });
      const how = 'median of 15 redraws, pixels read back';
      return [
        { name: 'one 1,024 × 1,024 head', value: await redraw(page, head), unit: 'ms', goal: 16, how },
        { name: 'overview of 8 × 8 heads', value: await redraw(page, overview), unit: 'ms', goal: 50, how },
      ];
    } finally {
      await browser.close();
    }
  },
};

/** Causal rows of weights, seeded: `size` × `size` values that sum to 1 along each row. */
const weights = `(size) => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const values = new Float32Array(size * size);
  for (let query = 0; query < size; query++) {
    let sum = 0;
    for (let key = 0; key <= query; key++) sum += values[query * size + key] = random() ** 8;
    for (let key = 0; key <= query; key++) values[query * size + key] /= sum;
  }
  return values;
}`;

const head = `
  const element = document.createElement('attention-canvas');
  element.labels = Array.from({ length: 1024 }, (_, i) => '·token' + i);
  const values = (${weights})(1024);
  const change = () => { element.map = { tokens: 1024, values }; };`;

const overview = `
  const element = document.createElement('overview-canvas');
  const one = (${weights})(48);
  const thumbnails = new Float32Array(64 * one.length);
  for (let i = 0; i < 64; i++) thumbnails.set(one, i * one.length);
  const change = () => { element.overview = { layers: 8, heads: 8, size: 48, thumbnails, statistics: {} }; };`;

/** Milliseconds from giving the element its data to pixels that can be read. */
function redraw(page: Page, setUp: string): Promise<number> {
  return page.evaluate(`(async () => {
    ${setUp}
    document.body.replaceChildren(element);
    const times = [];
    for (let turn = 0; turn < 16; turn++) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const start = performance.now();
      change();
      await element.updateComplete;
      element.shadowRoot.querySelector('canvas').getContext('2d').getImageData(0, 0, 1, 1);
      if (turn > 0) times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[times.length >> 1];
  })()`);
}
