import path from 'node:path';
import { parseArgs } from 'node:util';
import { createProfile, removeProfile } from './profile';
import { runInHost } from './runInHost';
import { readResult, resultVariable } from './suiteResult';
import { startServer } from './vscodeServer';

/**
 * Understands what @vscode/test-electron says to desktop VS Code, and does it with the installed one in a headless
 * browser. Ends with 0 only if the extension host said so and the suite left a result without failures.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const resultFile = process.env[resultVariable];
  const { extensionDevelopmentPath, extensionTestsPath } = values;
  if (!resultFile || typeof extensionDevelopmentPath !== 'string' || typeof extensionTestsPath !== 'string') {
    throw new Error(`Needs --extensionDevelopmentPath, --extensionTestsPath and ${resultVariable}.`);
  }
  const profile = createProfile();
  const server = await startServer(profile, { testDriver: true, env: { [resultVariable]: resultFile } });
  const output: string[] = [];
  let code = 1;
  try {
    const { reason } = await runInHost(server, {
      folder: path.resolve(positionals[0]),
      extensionDevelopmentPath: path.resolve(extensionDevelopmentPath),
      extensionTestsPath: path.resolve(extensionTestsPath),
      timeoutMs: 300_000,
      onOutput: (line) => output.push(line),
    });
    const result = readResult(resultFile);
    if (reason) console.error(reason);
    if (!result) console.error(`The suite left no result.\n${output.slice(-15).join('\n')}`);
    else if (result.failed === 0 && result.passed > 0 && !reason) code = 0;
  } finally {
    await server.stop();
    if (process.env.LOUPE_KEEP_PROFILE) console.error(`The profile with its logs is kept in ${profile.root}.`);
    else removeProfile(profile);
  }
  return code;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
