import { runExtensionSuite } from '../../test/support/extensionSuite';
import { inRepository, repositoryRoot } from '../../test/support/paths';
import { failures } from '../../test/support/suiteResult';
import { testFiles } from '../../test/support/testFiles';
import type { Part } from './parts';

/** The tests that run inside the extension host of a real VS Code. */
export const extensionPart: Part = async ({ grep, electron }) => {
  try {
    const result = await runExtensionSuite({
      files: testFiles('extension'),
      extension: repositoryRoot,
      workspace: inRepository('samples/en'),
      electron,
      grep,
    });
    for (const { title, durationMs, error } of result.tests) {
      console.log(`  ${error === undefined ? '✔' : '✘'} ${title} (${durationMs} ms)`);
    }
    const { passed, failed } = result;
    if (passed + failed === 0) throw new Error('No test of test/extension ran.');
    return { passed, failed, failures: failures(result) };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
};
