// The licences of everything that is shipped but not ours, in one file.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Names of the packages in `node_modules` that a bundle's inputs come from. */
export function packagesIn(metafile) {
  const names = Object.keys(metafile.inputs).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

const microsoft = 'Copyright (c) Microsoft Corporation';

/** Who holds the rights in packages that come without the text of the licence that they name. */
const holders = {
  '@microsoft/fast-element': microsoft,
  '@microsoft/fast-foundation': microsoft,
  '@microsoft/fast-web-utilities': microsoft,
  '@vscode/l10n': microsoft,
  'onnxruntime-common': microsoft,
  'onnxruntime-node': microsoft,
  // Its LICENSE is that of the bindings' generator.
  tokenizers: 'Copyright (c) Anthony MOI',
};

/** Packages with binaries that hold parts of others, whose notices are in `licenses/`, under the package's version. */
const withNotices = ['onnxruntime-node'];

/**
 * One section a package: name, version, licence, and its text, from the package or else from `licenses/`. Throws where there is
 * none.
 */
export function licenseTexts(names) {
  return [...new Set(names)].sort().map(section).join('\n');
}

function section(name) {
  const folder = path.join('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const own = readdirSync(folder).filter((entry) => /^(licen[cs]e|copying|notice)/i.test(entry));
  const texts = own.map((entry) => readFileSync(path.join(folder, entry), 'utf8').trim());
  if (holders[name]) texts.unshift(`${holders[name]}\n\n${readText(license)}`);
  if (texts.length === 0)
    throw new Error(`${name} comes without a licence text: say in scripts/licenses.mjs who holds it.`);
  if (withNotices.includes(name)) texts.push(readText(`${name}-${version}`));
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

/** The standard text of a licence, by its SPDX name and without the copyright line; or notices. */
function readText(name) {
  return readFileSync(path.join('scripts/licenses', `${name}.txt`), 'utf8').trim();
}
