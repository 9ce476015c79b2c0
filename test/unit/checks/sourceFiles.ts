import fs from 'node:fs';
import path from 'node:path';
import { inRepository } from '../../support/paths';

export interface SourceFile {
  /** From the repository's root, with slashes. */
  name: string;
  text: string;
}

/** Made, installed, or data. */
const skipped = new Set(['node_modules', 'dist', 'out', 'fixtures', '.git', '.vscode-test', 'vscode-host']);

/** Every file below a folder whose name ends in one of `endings`. */
export function filesUnder(folder: string, endings: string[]): SourceFile[] {
  const found: SourceFile[] = [];
  for (const entry of fs.readdirSync(inRepository(folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) found.push(...filesUnder(name, endings));
    else if (entry.isFile() && endings.some((ending) => name.endsWith(ending))) {
      found.push({ name, text: fs.readFileSync(inRepository(name), 'utf8') });
    }
  }
  return found;
}

const code = ['.ts', '.js', '.mjs', '.cjs'];

/** What ships: extension, runtime, command line and webviews. */
export const productFiles = ['src', 'webview'].flatMap((folder) => filesUnder(folder, code));

/** All code of the project. */
export const codeFiles = [
  ...productFiles,
  ...['test', 'scripts', 'bench'].flatMap((folder) => filesUnder(folder, code)),
];

/** What a file imports and not for its types alone. */
export function valueImports({ name, text }: SourceFile): string[] {
  return imports({ name, text: text.replace(/^\s*(?:import|export)\s+type\b[^'"`;]*?\bfrom\s*['"][^'"]+['"]/gm, '') });
}

/** What a file imports: packages by name, files of this repository by their path from its root, without ending. */
export function imports({ name, text }: SourceFile): string[] {
  const statements = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g,
  ];
  const specifiers = statements.flatMap((statement) => [...text.matchAll(statement)].map((match) => match[1]));
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? path.posix.join(path.posix.dirname(name), specifier) : specifier,
  );
}
