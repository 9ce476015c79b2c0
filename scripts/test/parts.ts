import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { inRepository, repositoryRoot } from '../../test/support/paths';
import { failures, flakes, readResult, resultVariable } from '../../test/support/suiteResult';
import { extensionPart } from './extensionPart';
import { trainingPart } from './trainingPart';

export interface Outcome {
  passed: number;
  failed: number;
  /** What failed and how, for the end of a whole run. */
  failures?: string[];
  /** What passed at the second try only, and how it had failed. */
  flakes?: string[];
}

export interface PartOptions {
  /** Only tests whose title contains it. */
  grep?: string;
  electron: boolean;
  /** Gets what the part prints, in place of the terminal; only parts that run beside others are asked for it. */
  print?: (text: string) => void;
}

export type Part = (options: PartOptions) => Promise<Outcome>;

/** In the order of a whole run: what fails soonest comes first, and each finds what it needs made by an earlier one. */
export const parts: Record<string, Part> = {
  build: script('build'),
  typecheck: script('typecheck'),
  lint: script('lint'),
  unit: mocha('unit'),
  webview: mocha('webview', { again: true }),
  training: trainingPart,
  fidelity: mocha('fidelity'),
  extension: extensionPart,
  package: script('package'),
  e2e: mocha('e2e', { again: true }),
};

/** Run beside the part before them in a whole run: the one keeps a processor busy, the other a browser. */
const besideEarlier = new Set(['webview']);

/** All parts in the order of a whole run; those of one group run side by side. */
export function wholeRun(): string[][] {
  const groups: string[][] = [];
  for (const name of Object.keys(parts)) {
    if (besideEarlier.has(name)) groups[groups.length - 1].push(name);
    else groups.push([name]);
  }
  return groups;
}

/** A script of package.json, which passes or fails as a whole. */
function script(name: string): Part {
  return async () => {
    const code = await run('npm', ['run', '--silent', name]);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };
}

/**
 * The test files under `test/<folder>`. Counts as failed where no test ran, or mocha ended before it said how it went.
 *
 * @param again what fails is tried once more, and told of at the end: for tests whose browser may stall on a busy machine
 */
function mocha(folder: string, { again = false } = {}): Part {
  return async ({ grep, print }) => {
    const resultFile = inRepository(`out/${folder}-result.json`);
    fs.mkdirSync(inRepository('out'), { recursive: true });
    fs.rmSync(resultFile, { force: true });
    const code = await run(
      process.execPath,
      [
        'node_modules/mocha/bin/mocha.js',
        '--reporter=test/support/mochaReporter.cjs',
        ...(grep ? [`--fgrep=${grep}`] : []),
        ...(again ? ['--retries=1'] : []),
        `test/${folder}/**/*.test.ts`,
      ],
      { env: { [resultVariable]: resultFile }, print },
    );
    const result = readResult(resultFile);
    if (!result || result.passed + result.failed === 0) {
      console.error(`No test of test/${folder} ran.`);
      return { passed: 0, failed: 1 };
    }
    const failed = code === 0 ? 0 : Math.max(1, result.failed);
    return { passed: result.passed, failed, failures: failures(result), flakes: flakes(result) };
  };
}

async function run(
  program: string,
  args: string[],
  { env, print }: { env?: NodeJS.ProcessEnv; print?: PartOptions['print'] } = {},
): Promise<number | null> {
  const output = print ? 'pipe' : 'inherit';
  const child = spawn(program, args, {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', print ?? (() => {}));
  const [code] = await once(child, 'close');
  return code;
}
