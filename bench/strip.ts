import type { Page } from 'playwright-core';
import type { TokenTable } from '../src/protocol/tokens';
import { openEncoding } from '../src/runtime/tokenizer/encodings';
import { launchBrowser } from '../test/support/browser';
import type { Figure, Group } from './figure';
import { pageScript } from './pageScript';

const contents = `import './tokenStrip';`;

const length = 1_000_000;
const frames = 300;

/** The Tokens tab's strip with a text of 1 MB, in a browser that draws on the processor. */
export const strip: Group = {
  name: 'strip',
  measure: async () => {
    const sentence =
      'const total = items.reduce((sum, { price }) => sum + price, 0); // 今天天气很好 and the sky is blue.\n';
    const text = sentence.repeat(Math.ceil(length / sentence.length));
    const { tokens } = await (await openEncoding('o200k_base')).encode(text, 'text');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
      await page.setContent('<body data-vscode-theme-kind="vscode-dark">');
      await page.addScriptTag({ content: await pageScript('webview/drawing', contents) });
      await giveTable(page, tokens);
      return await measureScroll(page);
    } finally {
      await browser.close();
    }
  },
};

/** As packed bytes, like on their way to a webview. */
async function giveTable(page: Page, { ids, starts, ends, flags, bytes }: TokenTable): Promise<void> {
  const packed = [ids, starts, ends, flags, bytes.bytes, bytes.offsets].map((view) =>
    Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64'),
  );
  await page.evaluate(`{
    const [ids, starts, ends, flags, bytes, offsets] = ${JSON.stringify(packed)}.map((text) =>
      Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    const ints = (view) => new Int32Array(view.buffer);
    window.tokens = { ids: ints(ids), starts: ints(starts), ends: ints(ends), flags, bytes: { bytes, offsets: ints(offsets) } };
  }`);
}

async function measureScroll(page: Page): Promise<Figure[]> {
  const { count, first, steps, jumps, elements } = await page.evaluate<{
    count: number;
    first: number;
    steps: number[];
    jumps: number[];
    elements: number;
  }>(`(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    const start = performance.now();
    const strip = document.createElement('loupe-token-strip');
    strip.tokens = tokens;
    document.body.append(strip);
    await strip.updateComplete;
    await frame();
    await frame();
    const first = performance.now() - start;
    const scrolled = async (move) => {
      const times = [];
      let before = await frame();
      for (let i = 0; i < ${frames}; i++) {
        move(i);
        const now = await frame();
        times.push(now - before);
        before = now;
      }
      return times.sort((a, b) => a - b);
    };
    const page = document.scrollingElement;
    const steps = await scrolled(() => { page.scrollTop += 120; });
    const jumps = await scrolled((i) => { page.scrollTop = ((i * 37) % ${frames}) / ${frames} * page.scrollHeight; });
    const elements = strip.shadowRoot.querySelectorAll('*').length;
    return { count: tokens.ids.length, first, steps, jumps, elements };
  })()`);
  const quantile = (times: readonly number[], of: number) => times[Math.floor(times.length * of)];
  const of = `${count} tokens, ${elements} elements at the end`;
  const figure = (name: string, value: number, goal: number, how: string) => ({
    name,
    value,
    unit: 'ms' as const,
    goal,
    how,
  });
  return [
    figure('strip of 1 MB, first frames', first, 200, of),
    figure('strip of 1 MB, scrolled, median frame', quantile(steps, 0.5), 17, `120 px a frame, ${frames} frames`),
    figure('strip of 1 MB, scrolled, p99 frame', quantile(steps, 0.99), 34, `120 px a frame, ${frames} frames`),
    figure('strip of 1 MB, dragged, median frame', quantile(jumps, 0.5), 34, 'to another place in each frame'),
    figure('strip of 1 MB, dragged, p99 frame', quantile(jumps, 0.99), 100, 'to another place in each frame'),
  ];
}
