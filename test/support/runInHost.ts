import { format } from 'node:util';
import { launchBrowser } from './browser';
import type { VSCodeServer } from './vscodeServer';

export interface HostRun {
  folder: string;
  extensionDevelopmentPath: string;
  /** A CommonJS module that exports `run(): Promise<void>`. */
  extensionTestsPath: string;
  timeoutMs: number;
  onOutput(line: string): void;
}

/**
 * Runs a module inside the extension host of a window, and answers how that ended. The code alone proves nothing: VS Code
 * reports 0 for a host that was killed.
 */
export async function runInHost(server: VSCodeServer, run: HostRun): Promise<{ code: number; reason?: string }> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', (_type: string, values: unknown[]) =>
      run.onOutput(format(...values)),
    );
    const exit = new Promise<{ code: number }>((resolve) => {
      void page.exposeFunction('codeAutomationExit', (code: number) => resolve({ code }));
    });
    const payload: [string, string][] = [
      ['extensionDevelopmentPath', server.fileUri(run.extensionDevelopmentPath)],
      ['extensionTestsPath', server.fileUri(run.extensionTestsPath)],
    ];
    await page.goto(server.windowUrl(run.folder, payload));
    // A host that ends by itself says its exit code through the page a moment later.
    const died = server.hostExit.then(async (how) => {
      await delay(4000);
      return { code: 1, reason: `The extension host ended (${how}).` };
    });
    const late = delay(run.timeoutMs).then(() => ({ code: 1, reason: `No end within ${run.timeoutMs / 1000} s.` }));
    return await Promise.race([exit, died, late]);
  } finally {
    await browser.close();
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
