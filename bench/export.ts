import { launchBrowser } from '../test/support/browser';
import type { Figure, Group } from './figure';
import { pageScript } from './pageScript';

const contents = `import { exportFigure } from './export/exportFigure'; import { attentionFigure } from './attention/attentionFigure'; Object.assign(window, { exportFigure, attentionFigure });`;

const tokens = 1024;
const turns = 7;

/** An attention map of the largest picture, from its numbers to a file's content. */
export const exports: Group = {
  name: 'export',
  measure: async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      // A page of a secure origin, as a webview is: hashes are made by what only those have.
      await page.route('https://bench.invalid/', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<body data-vscode-theme-kind="vscode-dark">' }),
      );
      await page.goto('https://bench.invalid/');
      await page.addScriptTag({ content: await pageScript('webview/inspector', contents) });
      const figures: Figure[] = [];
      for (const [format, goal] of [
        ['svg', 1000],
        ['png', 3000],
        ['csv', 1000],
        ['json', 1000],
        ['html', 1000],
      ] as const) {
        const value = await page.evaluate<number>(`(${times})(${tokens}, ${turns}, '${format}')`);
        const how = `from weights to the file’s content, median of ${turns} turns`;
        const size = tokens.toLocaleString('en');
        figures.push({ name: `${format.toUpperCase()} of a ${size} × ${size} head`, value, unit: 'ms', goal, how });
      }
      return figures;
    } finally {
      await browser.close();
    }
  },
};

/** Runs in the page. The median of milliseconds for one file. */
const times = `async (tokens, turns, format) => {
  const values = new Float32Array(tokens * tokens);
  for (let query = 0; query < tokens; query++) {
    let sum = 0;
    for (let key = 0; key <= query; key++) sum += values[query * tokens + key] = ((key * 7919 + query * 104729) % 1009 / 1009) ** 8;
    for (let key = 0; key <= query; key++) values[query * tokens + key] /= sum || 1;
  }
  const look = {
    labels: Array.from({ length: tokens }, () => 'aaaaa'),
    source: ['pocket · story.md', 'aaaaa'],
    name: 'layer 0, head 0',
    view: { combine: null, dropSink: false, zoom: null },
  };
  const taken = [];
  for (let turn = 0; turn <= turns; turn++) {
    const start = performance.now();
    const { length } = await exportFigure(attentionFigure({ tokens, values }, look), format);
    if (length < 100000) throw new Error('The file is empty.');
    if (turn > 0) taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b)[taken.length >> 1];
}`;
