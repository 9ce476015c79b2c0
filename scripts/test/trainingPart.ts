import { spawnSync } from 'node:child_process';
import { inRepository } from '../../test/support/paths';
import type { Part } from './parts';

/**
 * The tests of the training pipeline that need nothing but Python 3.11; those that need PyTorch run where that is installed. Without
 * such a Python, which nothing else here needs, none runs.
 */
export const trainingPart: Part = async ({ grep }) => {
  const version = python('-c', 'import sys; print(sys.version_info >= (3, 11))');
  if (!version.stdout?.startsWith('True')) {
    console.log('Left out: there is no Python 3.11 or newer.');
    return { passed: 0, failed: 0 };
  }
  const { stderr, status } = python('-m', 'unittest', 'discover', '-s', 'tests', ...(grep ? ['-k', grep] : []));
  console.log(stderr);
  const count = (pattern: RegExp) => Number(stderr.match(pattern)?.[1] ?? 0);
  const ran = count(/^Ran (\d+) tests? in/m);
  const failed = count(/failures=(\d+)/) + count(/errors=(\d+)/);
  if (ran === 0 || (status !== 0 && failed === 0)) return { passed: 0, failed: 1 };
  return { passed: ran - failed - count(/skipped=(\d+)/), failed };
};

function python(...args: string[]) {
  return spawnSync('python3', args, { cwd: inRepository('training'), encoding: 'utf8' });
}
