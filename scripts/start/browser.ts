import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from '../../test/support/browser';
import { addLanguage } from '../../test/support/profile';
import { ensureVSCode } from '../../test/support/vscodeHost';
import { startServer } from '../../test/support/vscodeServer';
import type { Start } from '../start';
import { activated } from './outcome';

/** Serves VS Code until interrupted. Says that it is ready after a headless window has activated the extension. */
export async function startInBrowser(start: Start, port: number): Promise<void> {
  const { profile, folder, locale, signal, outcomeFile } = start;
  await ensureVSCode(signal);
  const translated = locale !== 'en';
  if (translated) addLanguage(profile, locale);
  const server = await startServer(profile, { port, env: start.env, locale: translated ? locale : undefined });
  try {
    const url = server.windowUrl(folder);
    console.error('Activating the extension …');
    await tryOut(url, outcomeFile, signal);
    console.log(`Model Loupe is ready: ${url}`);
    await Promise.race([server.ended, once(signal, 'abort')]);
    if (!signal.aborted) throw new Error('VS Code ended by itself.');
  } finally {
    await server.stop();
  }
}

/** Opens a window as the user will, and closes it once the Inspector shows the sample. */
async function tryOut(url: string, outcomeFile: string, signal: AbortSignal): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const late = delay(120_000, undefined, { signal, ref: false }).then(() => {
      throw new Error('The extension did not activate within two minutes.');
    });
    await Promise.race([activated(outcomeFile, signal), late]);
    // A window that says goodbye takes its extension host with it; one that vanishes is waited for.
    await page.goto('about:blank');
  } finally {
    await browser.close();
  }
}
