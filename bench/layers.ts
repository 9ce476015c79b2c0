import path from 'node:path';
import { createRuntimeService } from '../src/runtime/service';
import { launchBrowser } from '../test/support/browser';
import { type Figure, type Group, interleaved } from './figure';
import { pageScript } from './pageScript';

const contents = `import './lensGrid'; import { blockSize, LensTable } from './lensTable'; Object.assign(window, { blockSize, LensTable });`;

const folder = path.join(__dirname, '..', 'models', 'pocket');
/** As many positions as the Layers tab asks for together. */
const block = 32;
const grid = { positions: 4096, states: 33, vocabularySize: 150_000 };

/** The Layers tab: a part of the logit lens, and its grid scrolled by a screen. */
export const layers: Group = {
  name: 'layers',
  measure: async () => [await lensBlock(), await gridScroll()],
};

async function lensBlock(): Promise<Figure> {
  const service = createRuntimeService({
    configuration: {
      models: [{ id: 'pocket', name: 'pocket', folder, source: 'shipped' }],
      memoryBudgetBytes: 256e6,
      threads: 0,
    },
  });
  const context = { signal: new AbortController().signal, progress: () => {} };
  const text = 'The old keeper climbed the stairs. '.repeat(20);
  const wanted = { special: 'text', topK: 0, captureAttention: false, beyondContext: 'start' } as const;
  await service.read({ runId: 'run', model: 'pocket', text, ...wanted }, context);
  const turns = 21;
  const params = { runId: 'run', first: 64, end: 64 + block, topK: 5 };
  const [ms] = await interleaved(turns, [() => service.lens(params, context)]);
  service.dispose();
  return {
    name: `logit lens of ${block} positions`,
    value: ms,
    unit: 'ms',
    goal: 100,
    how: `all layers, five best of each cell, median of ${turns} turns`,
  };
}

async function gridScroll(): Promise<Figure> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 2000, height: 1000 } });
    await page.setContent('<body data-vscode-theme-kind="vscode-dark">');
    await page.addScriptTag({ content: await pageScript('webview/inspector/layers', contents) });
    const value = await page.evaluate<number>(`(${scrollTimes})(${JSON.stringify(grid)})`);
    const { positions, states } = grid;
    const how = 'to the next screen, 2,000 px wide, style and layout included, median of 20';
    return { name: `lens grid of ${positions} × ${states}, scrolled`, value, unit: 'ms', goal: 50, how };
  } finally {
    await browser.close();
  }
}

/** Runs in the page. The median of milliseconds from a scroll to what it brings being laid out. */
const scrollTimes = `async ({ positions, states, vocabularySize }) => {
  const reading = {
    runId: 'r',
    vocabularySize,
    tokens: { ids: new Int32Array(positions) },
    residuals: { available: true, layers: states - 1 },
  };
  const table = new LensTable(reading);
  const cells = states * blockSize;
  const some = (length, value) => Float32Array.from({ length }, (_, i) => value * ((i * 7) % 11));
  const followed = {
    ids: new Int32Array(blockSize).fill(3),
    logprobs: some(cells, -0.5),
    ranks: new Int32Array(cells).fill(2),
  };
  for (let block = 0; block * blockSize < positions; block++) {
    table.add(block, {
      first: block * blockSize,
      positions: blockSize,
      states,
      top: { count: 5, ids: Int32Array.from({ length: 5 * cells }, (_, i) => i % 5), logprobs: some(5 * cells, -0.3) },
      entropies: some(cells, 0.8),
      answer: followed,
      followed: null,
      firstLeads: new Int32Array(blockSize).fill(4),
      named: [],
      texts: { ids: Int32Array.of(0, 1, 2, 3, 4), bytes: { bytes: new Uint8Array(10).fill(97), offsets: Int32Array.of(0, 2, 4, 6, 8, 10) } },
    });
  }
  const element = document.createElement('lens-grid');
  Object.assign(element, {
    table,
    filled: table.filled,
    labels: Array.from({ length: positions }, (_, i) => '·token' + i),
    place: { state: 0, position: 0 },
    marked: null,
    color: 'probability',
  });
  document.body.replaceChildren(element);
  await element.updateComplete;
  const scroller = element.shadowRoot.querySelector('.scroller');
  const times = [];
  for (let turn = 0; turn <= 20; turn++) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const start = performance.now();
    scroller.scrollLeft += 1900;
    scroller.dispatchEvent(new Event('scroll'));
    await element.updateComplete;
    scroller.querySelector('.cell').getBoundingClientRect();
    if (turn > 0) times.push(performance.now() - start);
  }
  if (scroller.scrollLeft < 20 * 1900) throw new Error('The grid did not scroll.');
  return times.sort((a, b) => a - b)[10];
}`;
