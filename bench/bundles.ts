import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Group } from './figure';

const dist = path.join(__dirname, '..', 'dist');

/** kB (1,000 bytes) of the bundles that have a budget; ranks of encodings, runtime and model are bundles of their own. */
const goals: [string, number][] = [
  ['extension.js', 1000],
  ['webview/inspector.js', 300],
  ['webview/compare.js', 300],
];

export const bundles: Group = {
  name: 'bundles',
  measure: async () => {
    if (!existsSync(path.join(dist, 'extension.js')))
      throw new Error('The bundles are missing. Run “npm run build” first.');
    return goals.map(([file, goal]) => ({
      name: `bundle ${file}`,
      value: statSync(path.join(dist, file)).size / 1000,
      unit: 'kB',
      goal,
      how: 'as built',
    }));
  },
};
