// Builds dist/: extension, runtime process, command line (Node, CommonJS, native modules external), one bundle per
// OpenAI encoding (loaded on demand), and one bundle per webview. Prints sizes; a bundle over its budget fails the build.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { licenseTexts, packagesIn } from './scripts/licenses.mjs';

const watch = process.argv.includes('--watch');
const minify = !process.argv.includes('--dev');

/** Bytes; what the product promises. */
const budgets = {
  'dist/extension.js': 1_000_000,
  'dist/webview/inspector.js': 300_000,
  'dist/webview/compare.js': 300_000,
};

const shared = {
  bundle: true,
  minify,
  sourcemap: minify ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
};

const node = {
  ...shared,
  entryPoints: {
    extension: 'src/extension.ts',
    runtime: 'src/runtime/main.ts',
    cli: 'src/cli.ts',
    ...Object.fromEntries(
      ['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base'].map((name) => [
        `encodings/${name}`,
        `src/runtime/tokenizer/encodings/${name}.ts`,
      ]),
    ),
  },
  outdir: 'dist',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', 'onnxruntime-node', 'tokenizers', './encodings/*'],
};

const browser = {
  ...shared,
  entryPoints: { inspector: 'webview/inspector/main.ts', compare: 'webview/compare/main.ts' },
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
};

if (watch) {
  for (const options of [node, browser]) await (await context(options)).watch();
} else {
  if (existsSync('dist')) rmSync('dist', { recursive: true });
  const results = await Promise.all([build(node), build(browser)]);
  let over = false;
  for (const result of results) {
    for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) {
      if (file.endsWith('.map')) continue;
      const budget = budgets[file];
      const mark =
        budget === undefined
          ? ''
          : bytes <= budget
            ? ` of ${budget / 1000} kB`
            : ` OVER its budget of ${budget / 1000} kB`;
      over ||= budget !== undefined && bytes > budget;
      console.log(`${(bytes / 1000).toFixed(1).padStart(9)} kB  ${file}${mark}`);
    }
  }
  const shipped = results.flatMap(({ metafile }) => packagesIn(metafile));
  const native = ['onnxruntime-node', 'onnxruntime-common', 'tokenizers'];
  writeFileSync('dist/THIRD_PARTY_LICENSES.txt', licenseTexts([...shipped, ...native]));
  if (over && minify) process.exit(1);
}
