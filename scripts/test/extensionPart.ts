import { runExtensionSuite } from '../../test/support/extensionSuite';
import { inRepository, repositoryRoot } from '../../test/support/paths';
import { testFiles } from '../../test/support/testFiles';
import type { Part } from './parts';

/** The tests that run inside the extension host of a real VS Code. */
export const extensionPart: Part = async ({ grep, electron }) => {
  try {
    const { passed, failed, tests } = await runExtensionSuite({
      files: testFiles('extension'),
      extension: repositoryRoot,
      workspace: inRepository('samples/en'),
      electron,
      grep,
    });
    for (const { title, durationMs, error } of tests) {
      console.log(`  ${error === undefined ? '✔' : '✘'} ${title} (${durationMs} ms)`);
      if (error !== undefined) console.log(indent(error));
    }
    if (passed + failed === 0) throw new Error('No test of test/extension ran.');
    return { passed, failed };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
};

/** The beginning is what tells; a difference of large values may go on for thousands of lines. */
function indent(error: string): string {
  return error.split('\n').slice(0, 30).join('\n').replace(/^/gm, '      ');
}
