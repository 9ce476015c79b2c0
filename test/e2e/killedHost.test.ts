import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runExtensionSuite } from '../support/extensionSuite';
import { inRepository, repositoryRoot } from '../support/paths';

/** Suites that end badly, each in an extension host of its own. */
const suites: Record<string, string> = {
  'a failing test': `it('fails', () => assert.equal(1, 2));`,
  'no test at all': ``,
  'a host that is killed after a test passed': `
    it('passes', () => {});
    it('kills the host', async () => {
      const { runtime } = await loupe();
      await runtime.request('count', { text: 'a', tokenizer: { kind: 'model', model: 'pocket' }, special: 'text' });
      fs.writeFileSync(PID_FILE, String(runtime.pid));
      process.kill(process.pid, 'SIGKILL');
    });`,
};

describe('the runner of the extension suite', function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-runner-'));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const run = (what: string) => {
    const file = path.join(folder, 'bad.ts');
    const imports = `import assert from 'node:assert/strict';
      import fs from 'node:fs';
      import { loupe } from ${JSON.stringify(inRepository('test/extension/loupe'))};
      const PID_FILE = ${JSON.stringify(path.join(folder, 'pid'))};
      void assert, fs, loupe, PID_FILE;`;
    fs.writeFileSync(file, `${imports}\ndescribe('bad', () => {${suites[what]}});`);
    const workspace = inRepository('samples/en');
    return runExtensionSuite({ files: [file], extension: repositoryRoot, workspace, electron: false });
  };

  it('reports a failing test', async () => {
    const { passed, failed, tests } = await run('a failing test');
    assert.deepEqual({ passed, failed }, { passed: 0, failed: 1 });
    assert.match(tests[0].error ?? '', /1 !== 2/);
  });

  it('rejects where no test ran', () => assert.rejects(run('no test at all'), /The extension host failed/));

  it('rejects where the host is killed, and no runtime process outlives it', async () => {
    await assert.rejects(run('a host that is killed after a test passed'), /The extension host failed/);
    const pid = fs.readFileSync(path.join(folder, 'pid'), 'utf8');
    assert.ok(!fs.existsSync(`/proc/${pid}`), `process ${pid} is still there`);
  });
});
