import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, rm, utimes } from 'node:fs/promises';
import path from 'node:path';

/** How often the holder of a lock shows that it lives, and after how long without a sign it is taken to be dead. Milliseconds. */
const beat = 10_000;
const deadAfter = 60_000;

/** Held as long as this process works on a folder: windows and command lines share the folders of downloads. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Takes the lock of a folder, or gives undefined where another process, or another part of this one, holds it. */
export async function lockFolder(folder: string): Promise<FolderLock | undefined> {
  const file = lockFile(folder);
  await mkdir(path.dirname(file), { recursive: true });
  // Without a pause from here on, so that nobody else comes in between.
  if (isFolderLocked(folder)) return undefined;
  rmSync(file, { force: true }); // Left by a process that is dead.
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined; // Another process was faster.
    rmSync(file, { force: true }); // A full disk has room for the name of a file, and not for what is in it.
    throw error;
  }
  const timer = setInterval(() => {
    const now = new Date();
    // Where the file is gone, somebody cleaned up by hand; the next one then takes the lock.
    utimes(file, now, now).catch(() => clearInterval(timer));
  }, beat);
  timer.unref();
  const release = async () => {
    clearInterval(timer);
    await rm(file, { force: true });
  };
  return { release };
}

/** Whether a process that lives holds the lock. Ids of processes are used again, so that the holder has to give signs too. */
export function isFolderLocked(folder: string): boolean {
  try {
    const file = lockFile(folder);
    const age = Date.now() - statSync(file).mtimeMs;
    return age < deadAfter && isAlive(Number(readFileSync(file, 'utf8')));
  } catch (error) {
    // One that is there and cannot be read is somebody's.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Beside the folder, which is renamed when it is whole. */
function lockFile(folder: string): string {
  return `${folder}.lock`;
}

function isAlive(pid: number): boolean {
  // Nothing is written yet: it was made this moment.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
