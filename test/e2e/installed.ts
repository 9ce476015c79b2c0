import assert from 'node:assert/strict';
import fs from 'node:fs';
import { inRepository } from '../support/paths';
import { vsixFile } from '../support/vsix';
import { Workbench, type WorkbenchOptions } from '../support/workbench';

/**
 * To be called within a `describe`: a window with the extension installed from its package into a fresh profile, for all
 * of its tests. Nothing may go wrong in it unseen.
 */
export function installed(options: Partial<WorkbenchOptions> = {}): () => Workbench {
  let workbench: Workbench | undefined;

  before(async function () {
    this.timeout(120_000);
    const vsix = vsixFile();
    assert.ok(fs.existsSync(vsix), `${vsix} is missing. Run \`npm run package\` first.`);
    workbench = await Workbench.open({ folder: inRepository('samples/en'), extension: { vsix }, ...options });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const name = this.currentTest.fullTitle().replace(/\W+/g, '-');
    for (const [i, window] of (workbench?.windows ?? []).entries()) {
      await window.screenshot(inRepository('out/screenshots/failed', `${name}${i ? `-${i + 1}` : ''}.png`));
    }
  });
  after(async function () {
    this.timeout(20_000);
    await workbench?.close();
    assert.deepEqual(workbench?.problems, []);
  });

  return () => workbench ?? assert.fail('the window is not open yet');
}
