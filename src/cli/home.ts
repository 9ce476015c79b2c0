import { homedir } from 'node:os';
import path from 'node:path';

/** Where the command line keeps downloaded models: `LOUPE_HOME`, else the folder for data of programs on this platform. */
export function loupeHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (env.LOUPE_HOME) return path.resolve(env.LOUPE_HOME);
  const data: Partial<Record<NodeJS.Platform, string>> = {
    darwin: path.join(homedir(), 'Library', 'Application Support'),
    win32: env.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local'),
  };
  return path.join(data[platform] ?? (env.XDG_DATA_HOME || path.join(homedir(), '.local', 'share')), 'model-loupe');
}
