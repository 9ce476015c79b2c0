import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Start } from '../start';
import { activated } from './outcome';

/** The `code` command, where there is a display to show its window. */
export function desktopCode(): string | undefined {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return display ? codeCommand() : undefined;
}

function codeCommand(): string | undefined {
  const found = spawnSync('code', ['--version'], { shell: process.platform === 'win32' });
  return found.status === 0 ? 'code' : undefined;
}

/** Opens a window of its own on the desktop, until it is closed or this is interrupted. */
export async function startOnDesktop(start: Start): Promise<void> {
  const { profile, folder, signal, outcomeFile } = start;
  const code = codeCommand();
  if (!code) {
    throw new Error(
      'There is no `code` command. Install VS Code, run “Shell Command: Install code command in PATH” in it, or use ' +
        '`npm start -- --browser`.',
    );
  }
  const window = spawn(
    code,
    [
      '--wait',
      '--new-window',
      '--disable-workspace-trust',
      `--user-data-dir=${profile.userData}`,
      `--extensions-dir=${profile.extensions}`,
      `--locale=${start.locale}`,
      ...start.extensions.map((extension) => `--extensionDevelopmentPath=${extension}`),
      folder,
    ],
    {
      env: { ...process.env, ...start.env },
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  const closed = once(window, 'exit');
  try {
    await Promise.race([
      activated(outcomeFile, signal),
      closed.then(() => Promise.reject(new Error('VS Code closed.'))),
    ]);
    console.log('Model Loupe is ready in VS Code.');
    await Promise.race([closed, once(signal, 'abort')]);
  } finally {
    window.kill();
    endApplication(profile.userData);
  }
}

/** `code` only waits for the application that it started. That one leaves its process id in its user data folder. */
function endApplication(userData: string): void {
  const lock = path.join(userData, 'code.lock');
  if (!fs.existsSync(lock)) return;
  try {
    process.kill(Number(fs.readFileSync(lock, 'utf8')), 'SIGTERM');
  } catch (error) {
    // Its window was closed: it is gone.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
