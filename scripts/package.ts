import fs from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { inRepository, repositoryRoot } from '../test/support/paths';
import { vsixFile } from '../test/support/vsix';

/** Bytes; what the product promises. */
const budget = 80_000_000;

/** Where the native modules keep the binaries of each platform that both of them support. */
const binaries: Record<string, { onnxruntime: string; tokenizers: string }> = {
  'linux-x64': { onnxruntime: 'linux/x64', tokenizers: 'linux-x64-gnu' },
  'linux-arm64': { onnxruntime: 'linux/arm64', tokenizers: 'linux-arm64-gnu' },
  'darwin-arm64': { onnxruntime: 'darwin/arm64', tokenizers: 'darwin-arm64' },
  'win32-x64': { onnxruntime: 'win32/x64', tokenizers: 'win32-x64-msvc' },
  'win32-arm64': { onnxruntime: 'win32/arm64', tokenizers: 'win32-arm64-msvc' },
};

/**
 * What computes on the CPU, by platform. Beside it lie libraries for GPUs, which are loaded only where one is used, and on macOS a
 * second copy under another name.
 */
const cpuLibraries = 'libonnxruntime.so.1,libonnxruntime.1.dylib,onnxruntime.dll';

/** All that a person installs: everything else in the repository stays out. */
function allowed(target: string): string[] {
  const { onnxruntime, tokenizers } = binaries[target];
  return [
    'package.json',
    'package.nls*.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'dist/**',
    'l10n/**',
    'media/**',
    'docs/pictures/**',
    'docs/run-file.schema.json',
    'models/pocket*/**',
    'samples/*/1-story.md',
    'node_modules/onnxruntime-node/package.json',
    'node_modules/onnxruntime-node/dist/**/*.js',
    `node_modules/onnxruntime-node/bin/*/${onnxruntime}/{onnxruntime_binding.node,${cpuLibraries}}`,
    'node_modules/onnxruntime-common/package.json',
    'node_modules/onnxruntime-common/dist/cjs/**/*.js',
    'node_modules/onnxruntime-common/dist/cjs/package.json',
    'node_modules/tokenizers/package.json',
    'node_modules/tokenizers/LICENSE',
    'node_modules/tokenizers/index.js',
    `node_modules/tokenizers/tokenizers.${tokenizers}.node`,
  ];
}

async function main(): Promise<void> {
  const target = `${process.platform}-${process.arch}`;
  if (!(target in binaries)) {
    throw new Error(`The native modules have no binaries for ${target}, only for ${Object.keys(binaries).join(', ')}.`);
  }
  fs.mkdirSync(inRepository('out'), { recursive: true });
  const ignoreFile = inRepository('out/vscodeignore');
  fs.writeFileSync(ignoreFile, ['**', ...allowed(target).map((pattern) => `!${pattern}`)].join('\n'));
  const packagePath = vsixFile();
  await createVSIX({
    cwd: repositoryRoot,
    packagePath,
    target,
    ignoreFile,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const { size } = fs.statSync(packagePath);
  console.log(`${path.basename(packagePath)}: ${(size / 1e6).toFixed(1)} MB of ${budget / 1e6} MB`);
  if (size > budget) throw new Error('The package is over its budget.');
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
