import fs from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { inRepository, repositoryRoot } from './paths';
import { readResult, resultVariable, type SuiteResult } from './suiteResult';

export interface ExtensionSuite {
  /** Test files, which run inside the extension host. */
  files: string[];
  extension: string;
  /** A copy of this folder is opened. */
  workspace: string;
  /** Desktop VS Code, at `VSCODE_PATH` or downloaded, instead of the installed one. */
  electron: boolean;
  /** Only tests whose title contains it. */
  grep?: string;
}

/** Runs mocha inside a real extension host. Rejects where the host ended before the suite did. */
export async function runExtensionSuite(suite: ExtensionSuite): Promise<SuiteResult> {
  fs.mkdirSync(inRepository('out'), { recursive: true });
  const folder = fs.mkdtempSync(inRepository('out/suite-'));
  try {
    const workspace = path.join(folder, 'workspace');
    fs.cpSync(suite.workspace, workspace, { recursive: true });
    const resultFile = path.join(folder, 'result.json');
    const failure = await runTests({
      vscodeExecutablePath: suite.electron ? process.env.VSCODE_PATH : inRepository('test/support/code.cjs'),
      extensionDevelopmentPath: suite.extension,
      extensionTestsPath: await bundle(suite, path.join(folder, 'suite.cjs')),
      launchArgs: [workspace],
      extensionTestsEnv: { [resultVariable]: resultFile },
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const result = readResult(resultFile);
    // Failed tests end VS Code with an error too; they are in the result.
    if (!result || (failure && result.failed === 0)) throw new Error('The extension host failed.', { cause: failure });
    return result;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * One CommonJS file with the tests and the `run` that the extension host calls. Mocha is part of it: it is made of ES modules,
 * which the Node of older VS Code versions cannot require.
 */
async function bundle({ files, grep }: ExtensionSuite, outfile: string): Promise<string> {
  const requires = files.map((file) => `require(${JSON.stringify(file)});`);
  const entry = [
    `import { runMocha } from './test/support/runMocha';`,
    `export const run = () => runMocha(() => {`,
    ...requires,
    `}, ${JSON.stringify(grep)});`,
  ];
  await build({
    stdin: { contents: entry.join('\n'), resolveDir: repositoryRoot, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode'],
    logLevel: 'warning',
    // Those of mocha's parallel mode, which is not used.
    logOverride: { 'require-resolve-not-external': 'silent' },
  });
  return outfile;
}
