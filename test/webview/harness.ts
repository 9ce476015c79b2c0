import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Emitter } from '../../src/protocol/disposable';
import type { Envelope, Link } from '../../src/protocol/rpc';
import { launchBrowser } from '../support/browser';
import { inRepository } from '../support/paths';
import themes from './harnessThemes.json';

/** Variables of VS Code's own themes, taken from a real webview, as far as the webviews use them. */
export type ThemeName = keyof typeof themes;

export interface PageOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** Name and texts of another language than English. */
  language?: { id: string; bundle: Record<string, string> };
  reducedMotion?: boolean;
}

/** A webview's page as VS Code loads it, with the host's end of its line in this process. */
export interface WebviewPage {
  page: Page;
  link: Link;
  /** What `setState` was given last: survives `reload`. */
  state(): unknown;
  setTheme(theme: ThemeName): Promise<void>;
  /** Errors, and violations of the content security policy; a good page has none. */
  problems: string[];
  close(): Promise<void>;
}

const origin = 'http://127.0.0.1:1';
let browser: Promise<Browser> | undefined;
const bundles = new Map<string, Promise<Map<string, string>>>();

/** One browser for all tests; call in an `after` hook. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** Opens a built webview. `serve` gets the host's end before the page's script runs. */
export async function openWebview(
  name: 'inspector' | 'compare',
  serve: (link: Link) => void,
  options: PageOptions = {},
): Promise<WebviewPage> {
  browser ??= launchBrowser();
  const { theme = 'dark', width = 900, height = 800 } = options;
  const context = await (await browser).newContext({
    viewport: { width, height },
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  const problems = watchProblems(page);
  await routeFiles(context, name, options.language);
  const { link, state } = await hostEnd(page);
  await page.addInitScript(`loupeTestTheme(${JSON.stringify(themes[theme])})`);
  serve(link);
  await page.goto(`${origin}/`);
  return {
    page,
    link,
    state,
    problems,
    setTheme: (next) => page.evaluate(`loupeTestTheme(${JSON.stringify(themes[next])})`),
    close: () => context.close(),
  };
}

/** Resolves when the toolkit's elements have their final look: they get it after the page shows its text, and move what is below. */
export async function toolkitLooks(page: Page): Promise<void> {
  await page.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--design-unit') !== '');
}

function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

/** The page and its bundle, under the host's policy (`src/host/webviewHtml.ts`). */
async function routeFiles(
  context: BrowserContext,
  name: 'inspector' | 'compare',
  language: PageOptions['language'],
): Promise<void> {
  if (!bundles.has(name)) bundles.set(name, bundle(name));
  const files = await (bundles.get(name) as Promise<Map<string, string>>);
  const quoted = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-test'`,
    `style-src ${origin} 'nonce-test'`,
    `font-src ${origin}`,
    `img-src ${origin} data:`,
  ].join('; ');
  const body = `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="csp-nonce" content="test">
<link rel="stylesheet" href="${origin}/theme.css"></head>
<body data-language="${language?.id ?? 'en'}" data-l10n="${quoted(JSON.stringify(language?.bundle ?? {}))}">
<script type="module" nonce="test" src="${origin}/${name}.js"></script></body></html>`;
  await context.route(`${origin}/**`, (route) => {
    const file = new URL(route.request().url()).pathname;
    if (file === '/') return route.fulfill({ contentType: 'text/html', body });
    const contentType = file.endsWith('.js') ? 'text/javascript' : 'text/css';
    return files.has(file) ? route.fulfill({ contentType, body: files.get(file) }) : route.fulfill({ status: 404 });
  });
}

/** As `esbuild.config.mjs` builds it, in memory: texts by the path that the page asks for. */
async function bundle(name: string): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { [name]: inRepository('webview', name, 'main.ts'), theme: inRepository('webview/ui/theme.css') },
    outdir: '/',
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

/** `acquireVsCodeApi` in the page, and its other end here. Typed arrays stay what they are, as in VS Code. */
async function hostEnd(page: Page): Promise<{ link: Link; state: () => unknown }> {
  const messages = new Emitter<Envelope>();
  const closed = new Emitter<void>();
  let state: unknown;
  await page.exposeFunction('loupeTestPost', (message: Envelope) => messages.fire(message));
  await page.exposeFunction('loupeTestKeep', (next: unknown) => {
    state = next;
  });
  await page.addInitScript({ path: inRepository('test/webview/harnessPage.js') });
  page.on('close', () => closed.fire());
  let last: Promise<unknown> = Promise.resolve();
  const link: Link = {
    send: (envelope) => {
      last = last
        .then(() => page.evaluate((message) => window.postMessage(message, '*'), envelope as unknown))
        .catch((error) => {
          // A page that is being loaded anew loses what is sent meanwhile, as in VS Code.
          const gone = page.isClosed() || String(error).includes('Execution context was destroyed');
          if (!gone) throw error;
        });
    },
    onMessage: messages.on,
    onClose: closed.on,
  };
  return { link, state: () => state };
}
