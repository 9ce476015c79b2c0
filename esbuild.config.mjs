// Builds dist/: extension, runtime process, command line (Node, CommonJS, native modules external), one bundle per
// OpenAI encoding and one for the schema of saved runs (loaded on demand), and one bundle per webview. Prints sizes; a bundle over its budget fails the build.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { licenseTexts, packagesIn } from './scripts/licenses.mjs';

const watch = process.argv.includes('--watch');
const minify = !process.argv.includes('--dev');

/** Bytes; what the product promises of the scripts that are loaded together, with those that they import from the start. */
const budgets = [
  { files: ['dist/extension.js'], bytes: 1_000_000 },
  { files: ['dist/webview/inspector.js', 'dist/webview/toolkit.js'], bytes: 300_000 },
  { files: ['dist/webview/compare.js', 'dist/webview/toolkit.js'], bytes: 300_000 },
];

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
    schemaFault: 'src/runFile/schemaFault.ts',
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
  external: ['vscode', 'onnxruntime-node', 'tokenizers', './encodings/*', './schemaFault.js'],
};

/**
 * - Minifies the style sheets in `css` templates, which esbuild leaves as they are: their comments and indents go.
 * - Has each script that a page loads on demand name all that the page is made of. esbuild makes one file of the modules that the
 *   same scripts need; without this that would be two dozen files, and a webview is slow to fetch each.
 */
const webviewSources = {
  name: 'webview-sources',
  async setup({ onLoad, esbuild, initialOptions }) {
    const options = { ...initialOptions, plugins: [], write: false, logLevel: 'silent' };
    const { inputs } = (await esbuild.build(options)).metafile;
    const pages = ['webview/inspector/main.ts', 'webview/compare/main.ts'].map((main) => pageOf(main, inputs));
    const linesFor = (path) => {
      const owners = pages.filter(({ onDemand }) => onDemand.has(path));
      const modules = owners.length === 1 ? owners[0].modules : [];
      return modules.map((module) => `import ${JSON.stringify(resolve(module))};`).join('');
    };
    onLoad({ filter: /webview.*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const lean = (css) => css.replace(/\/\*.*?\*\//gs, '').replace(/\s*\n\s*/g, ' ');
      const contents = minify ? text.replace(/\bcss`[^`]*`/g, lean) : text;
      return { loader: 'ts', contents: linesFor(relative('.', path).replaceAll('\\', '/')) + contents };
    });
  },
};

/** What a page is made of from the start, its main module aside, and the modules that it imports on demand, at any depth. */
function pageOf(main, inputs) {
  const reached = (kinds) => {
    const modules = new Set([main]);
    for (const module of modules) {
      const imports = inputs[module].imports.filter(({ kind, path }) => kinds.includes(kind) && inputs[path]);
      for (const { path } of imports) modules.add(path);
    }
    return modules;
  };
  const modules = reached(['import-statement']);
  const all = [...reached(['import-statement', 'dynamic-import'])];
  const imports = all.flatMap((module) => inputs[module].imports);
  const onDemand = new Set(imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => path));
  modules.delete(main);
  return { modules: [...modules].filter((path) => /^webview.*\.ts$/.test(path)), onDemand };
}

/** Writes down the scripts that each page begins with, so that it can ask for all at once; they would be found one after the other. */
const pageScripts = {
  name: 'page-scripts',
  setup({ onEnd }) {
    onEnd(({ metafile }) => {
      if (!metafile) return;
      const scriptsOf = (name) =>
        loadedTogether([`dist/webview/${name}.js`], metafile.outputs).map((file) => basename(file));
      const pages = { inspector: scriptsOf('inspector'), compare: scriptsOf('compare') };
      writeFileSync('dist/webview/pages.json', JSON.stringify(pages));
    });
  },
};

const browser = {
  ...shared,
  plugins: [webviewSources, pageScripts],
  entryPoints: {
    theme: 'webview/ui/theme.css',
    inspector: 'webview/inspector/main.ts',
    compare: 'webview/compare/main.ts',
    // Imported on demand; named here for the names of their files.
    toolkit: 'webview/ui/toolkit.ts',
    attention: 'webview/inspector/attention/attentionTab.ts',
    next: 'webview/inspector/next/nextTab.ts',
    layers: 'webview/inspector/layers/layersTab.ts',
    trace: 'webview/inspector/trace/traceTab.ts',
  },
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  // What several share becomes a file of its own, which those import.
  splitting: true,
};

if (watch) {
  for (const options of [node, browser]) await (await context(options)).watch();
} else {
  if (existsSync('dist')) rmSync('dist', { recursive: true });
  const results = await Promise.all([build(node), build(browser)]);
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  const say = (bytes, what) => console.log(`${(bytes / 1000).toFixed(1).padStart(9)} kB  ${what}`);
  for (const [file, { bytes }] of Object.entries(outputs)) if (!file.endsWith('.map')) say(bytes, file);
  let over = false;
  for (const { files, bytes } of budgets) {
    const size = loadedTogether(files, outputs).reduce((sum, file) => sum + outputs[file].bytes, 0);
    say(size, `of ${bytes / 1000} kB for ${files.join(' and ')}${size > bytes ? ': OVER the budget' : ''}`);
    over ||= size > bytes;
  }
  const shipped = results.flatMap(({ metafile }) => packagesIn(metafile));
  const native = ['onnxruntime-node', 'onnxruntime-common', 'tokenizers'];
  writeFileSync('dist/THIRD_PARTY_LICENSES.txt', licenseTexts([...shipped, ...native]));
  if (over && minify) process.exit(1);
}

/** These files with all that they import before they run. */
function loadedTogether(files, outputs) {
  const loaded = new Set(files);
  for (const file of loaded) {
    const imported = outputs[file].imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    for (const { path } of imported) loaded.add(path);
  }
  return [...loaded];
}
