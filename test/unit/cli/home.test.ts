import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { loupeHome } from '../../../src/cli/home';

describe('where the command line keeps models', () => {
  const home = homedir();
  const rows: [platform: NodeJS.Platform, env: Record<string, string>, folder: string][] = [
    ['linux', {}, path.join(home, '.local/share/model-loupe')],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/model-loupe'],
    ['darwin', { XDG_DATA_HOME: '/data' }, path.join(home, 'Library/Application Support/model-loupe')],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/model-loupe'],
    ['win32', {}, path.join(home, 'AppData/Local/model-loupe')],
    ['linux', { LOUPE_HOME: '/mine', XDG_DATA_HOME: '/data' }, '/mine'],
    ['darwin', { LOUPE_HOME: '' }, path.join(home, 'Library/Application Support/model-loupe')],
  ];
  for (const [platform, env, folder] of rows)
    it(`${platform} ${JSON.stringify(env)}`, () =>
      assert.equal(path.resolve(loupeHome(env, platform)), path.resolve(folder)));
});
