import assert from 'node:assert/strict';
import { imports, productFiles, type SourceFile, valueImports } from './sourceFiles';

interface Invariant {
  title: string;
  /** Files that it binds. */
  of(file: string): boolean;
  /** Whether such a file may import that. */
  allows(imported: string): boolean;
  /** The imports in question; all of them where it is absent. */
  imports?(file: SourceFile): string[];
}

const within = (name: string, ...folders: string[]) => folders.some((folder) => name.startsWith(`${folder}/`));
const isPackage = (imported: string, name: string) => imported === name || imported.startsWith(`${name}/`);

const onlyIn = (packageName: string, ...places: string[]): Invariant => ({
  title: `${packageName} is imported only by ${places.join(' and ')}`,
  of: (file) => !places.some((place) => file === place || within(file, place)),
  allows: (imported) => !isPackage(imported, packageName),
});

const onlyFrom = (folder: string, ...places: string[]): Invariant => ({
  title: `${folder} imports nothing of ours but ${[folder, ...places].join(', ')}`,
  of: (file) => within(file, folder),
  allows: (imported) =>
    !within(imported, 'src', 'webview', 'test', 'scripts', 'bench') || within(imported, folder, ...places),
});

const invariants: Invariant[] = [
  onlyIn('vscode', 'src/host', 'src/extension.ts'),
  onlyIn('onnxruntime-node', 'src/runtime/model'),
  onlyIn('tokenizers', 'src/runtime/tokenizer'),
  onlyIn('gpt-tokenizer', 'src/runtime/tokenizer'),
  onlyIn('lit', 'webview'),
  onlyIn('@vscode/webview-ui-toolkit', 'webview'),
  {
    title: 'src/protocol imports nothing but itself',
    of: (file) => within(file, 'src/protocol'),
    allows: (imported) => within(imported, 'src/protocol'),
  },
  {
    title: 'src/runtime/measure imports nothing but the protocol and itself',
    of: (file) => within(file, 'src/runtime/measure'),
    allows: (imported) => within(imported, 'src/runtime/measure', 'src/protocol'),
  },
  {
    title: 'src/runtime/measure imports the protocol for its types alone',
    of: (file) => within(file, 'src/runtime/measure'),
    allows: (imported) => within(imported, 'src/runtime/measure'),
    imports: valueImports,
  },
  onlyFrom('src/hub', 'src/protocol'),
  onlyFrom('src/runtime/attention', 'src/runtime/measure', 'src/protocol'),
  onlyFrom('src/runFile', 'src/protocol', 'src/runtime/attention', 'src/runtime/measure'),
  onlyFrom('src/host', 'src/hub', 'src/runFile', 'src/protocol'),
  onlyFrom('src/runtime', 'src/protocol'),
  onlyFrom('src/cli', 'src/runtime', 'src/hub', 'src/runFile', 'src/protocol'),
  onlyFrom('webview', 'src/protocol'),
  {
    title: 'the webview knows nothing of Node',
    of: (file) => within(file, 'webview'),
    allows: (imported) => !imported.startsWith('node:'),
  },
];

describe('architecture', () => {
  for (const { title, of, allows, imports: importsOf = imports } of invariants) {
    it(title, () => {
      const bound = productFiles.filter(({ name }) => of(name));
      assert.ok(bound.length > 0, 'the invariant binds no file');
      const broken = bound.flatMap((file) =>
        importsOf(file)
          .filter((imported) => !allows(imported))
          .map((imported) => `${file.name} imports ${imported}`),
      );
      assert.deepEqual(broken, []);
    });
  }

  it('reads import lines of every form', () => {
    const text = [
      `import a from 'one';`,
      `import type { B } from "two";`,
      `import {\n  c,\n} from './three';`,
      `import 'four';`,
      `export { d } from '../five';`,
      `const e = await import('six');`,
      `const f = require('seven');`,
    ].join('\n');
    const expected = ['four', 'one', 'seven', 'six', 'src/five', 'src/host/three', 'two'];
    assert.deepEqual(imports({ name: 'src/host/x.ts', text }).sort(), expected);
    const values = expected.filter((imported) => imported !== 'two');
    assert.deepEqual(valueImports({ name: 'src/host/x.ts', text }).sort(), values);
  });

  const forbidden: [title: string, folder: string, pattern: RegExp][] = [
    ['nothing is exported as default', '', /^export default\b/m],
    ['there are no barrels', '', /^export \*/m],
    [
      'token text never becomes markup',
      'webview/',
      /\b(?:innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\.write)\b/,
    ],
    [
      'the command line and the runtime do not touch the DOM',
      'src/',
      /\b(?:document|window)\.(?:querySelector|getElementById|createElement|addEventListener)\b/,
    ],
    ['constants are named as everything else is', '', /^(?:export )?const [A-Z][A-Z\d]*(?:_[A-Z\d]+)*\b/m],
    ['no interface is named with an I', '', /\binterface I[A-Z][a-z]/],
  ];
  for (const [title, folder, pattern] of forbidden) {
    it(title, () => {
      const broken = productFiles.filter(({ name, text }) => name.startsWith(folder) && pattern.test(text));
      assert.deepEqual(
        broken.map(({ name }) => name),
        [],
      );
    });
  }
});
