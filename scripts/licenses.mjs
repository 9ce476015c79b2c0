// The licences of everything that is shipped but not ours, in one file.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Names of the packages in `node_modules` that a bundle's inputs come from. */
export function packagesIn(metafile) {
  const names = Object.keys(metafile.inputs).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** One section a package: name, version, licence, and the text that it comes with. */
export function licenseTexts(names) {
  return [...new Set(names)].sort().map(section).join('\n');
}

function section(name) {
  const folder = path.join('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(path.join(folder, file), 'utf8').trim() : '';
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${text || 'The package comes without a licence text.'}\n`;
}
