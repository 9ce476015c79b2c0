import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Group } from './figure';

const dist = path.join(__dirname, '..', 'dist');

/** kB (1,000 bytes) of the bundles that have a budget; ranks of encodings, runtime and model are bundles of their own. */
const goals: [string[], number][] = [
  [['extension.js'], 1000],
  [['webview/inspector.js', 'webview/toolkit.js'], 300],
  [['webview/compare.js', 'webview/toolkit.js'], 300],
];

export const bundles: Group = {
  name: 'bundles',
  measure: async () => {
    if (!existsSync(path.join(dist, 'extension.js')))
      throw new Error('The bundles are missing. Run “npm run build” first.');
    return goals.map(([files, goal]) => ({
      name: `bundle ${files.join(' + ')}`,
      value: bytesLoaded(files) / 1000,
      unit: 'kB',
      goal,
      how: 'as built, with what they import',
    }));
  },
};

/** Of these files with all that they import before they run. */
function bytesLoaded(files: string[]): number {
  const loaded = new Set(files);
  let bytes = 0;
  for (const file of loaded) {
    const text = readFileSync(path.join(dist, file), 'utf8');
    bytes += Buffer.byteLength(text);
    for (const [, imported] of text.matchAll(/\b(?:from|import)"(\.\/[^"]+)"/g)) {
      loaded.add(path.join(path.dirname(file), imported));
    }
  }
  return bytes;
}
