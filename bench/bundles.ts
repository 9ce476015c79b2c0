import { existsSync, statSync } from 'node:fs';
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
    const size = (file: string) => statSync(path.join(dist, file)).size / 1000;
    return goals.map(([files, goal]) => ({
      name: `bundle ${files.join(' + ')}`,
      value: files.reduce((sum, file) => sum + size(file), 0),
      unit: 'kB',
      goal,
      how: 'as built',
    }));
  },
};
