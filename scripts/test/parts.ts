import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { inRepository, repositoryRoot } from '../../test/support/paths';
import { failures, readResult, resultVariable } from '../../test/support/suiteResult';
import { extensionPart } from './extensionPart';
import { trainingPart } from './trainingPart';

export interface Outcome {
  passed: number;
  failed: number;
  /** What failed and how, for the end of a whole run. */
  failures?: string[];
}

export interface PartOptions {
  /** Only tests whose title contains it. */
  grep?: string;
  electron: boolean;
}

export type Part = (options: PartOptions) => Promise<Outcome>;

/** In the order of a whole run: what fails soonest comes first, and each finds what it needs made by an earlier one. */
export const parts: Record<string, Part> = {
  build: script('build'),
  typecheck: script('typecheck'),
  lint: script('lint'),
  unit: mocha('unit'),
  training: trainingPart,
  fidelity: mocha('fidelity'),
  webview: mocha('webview'),
  extension: extensionPart,
  package: script('package'),
  e2e: mocha('e2e'),
};

/** A script of package.json, which passes or fails as a whole. */
function script(name: string): Part {
  return async () => {
    const code = await run('npm', ['run', '--silent', name]);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };
}

/** The test files under `test/<folder>`. Counts as failed where no test ran, or mocha ended before it said how it went. */
function mocha(folder: string): Part {
  return async ({ grep }) => {
    const resultFile = inRepository(`out/${folder}-result.json`);
    fs.mkdirSync(inRepository('out'), { recursive: true });
    fs.rmSync(resultFile, { force: true });
    const code = await run(
      process.execPath,
      [
        'node_modules/mocha/bin/mocha.js',
        '--reporter=test/support/mochaReporter.cjs',
        ...(grep ? [`--fgrep=${grep}`] : []),
        `test/${folder}/**/*.test.ts`,
      ],
      { [resultVariable]: resultFile },
    );
    const result = readResult(resultFile);
    if (!result || result.passed + result.failed === 0) {
      console.error(`No test of test/${folder} ran.`);
      return { passed: 0, failed: 1 };
    }
    return { passed: result.passed, failed: code === 0 ? 0 : Math.max(1, result.failed), failures: failures(result) };
  };
}

async function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number | null> {
  const child = spawn(program, args, {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  return code;
}
