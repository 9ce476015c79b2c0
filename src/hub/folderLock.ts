import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { unreadable } from './unreadable';

/** How often the holder of a lock shows that it lives, and after how long without a sign it is taken to be dead. Milliseconds. */
const beat = 10_000;
const deadAfter = 60_000;

/** Held as long as this process works on a folder: windows and command lines share the folders of downloads. */
export class FolderLock {
  /** When it was last seen to be ours; not yet. */
  private seenAt = Number.NEGATIVE_INFINITY;
  private readonly timer: NodeJS.Timeout;

  /** @param mark what the lock's file holds as long as it is ours */
  constructor(
    private readonly file: string,
    private readonly mark: string,
  ) {
    this.timer = setInterval(() => {
      try {
        this.giveSign();
      } catch (error) {
        unreadable(error); // Whoever writes next finds out, and is told.
      }
    }, beat);
    this.timer.unref();
  }

  /**
   * Whether it is still held, to be asked before anything is written: while this process gave no sign for long, as in a sleep, another
   * may have taken it. Fails with an error of the file system.
   */
  held(): boolean {
    // Nobody takes one that gave a sign this short a while ago.
    return Math.abs(Date.now() - this.seenAt) < beat || this.giveSign();
  }

  /** Leaves it to others; one that another took is theirs. */
  release(): void {
    clearInterval(this.timer);
    if (this.isOurs()) rmSync(this.file, { force: true });
  }

  /** False where it is not ours any more, or gone: somebody else may have worked on the folder since. */
  private giveSign(): boolean {
    if (!this.isOurs()) return false;
    const now = Date.now();
    utimesSync(this.file, now / 1000, now / 1000);
    this.seenAt = now;
    return true;
  }

  private isOurs(): boolean {
    try {
      return readFileSync(this.file, 'utf8') === this.mark;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }
}

/** Takes the lock of a folder, or gives undefined where another process, or another part of this one, holds it. */
export async function lockFolder(folder: string): Promise<FolderLock | undefined> {
  const file = lockFile(folder);
  await mkdir(path.dirname(file), { recursive: true });
  // Without a pause from here on, so that nobody else comes in between.
  if (isFolderLocked(folder)) return undefined;
  rmSync(file, { force: true }); // Left by a process that is dead, or that slept.
  const mark = `${process.pid} ${randomUUID()}`;
  try {
    writeFileSync(file, mark, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined; // Another process was faster.
    rmSync(file, { force: true }); // A full disk has room for the name of a file, and not for what is in it.
    throw error;
  }
  return new FolderLock(file, mark);
}

/** Whether a process that lives holds the lock. Ids of processes are used again, so that the holder has to give signs too. */
export function isFolderLocked(folder: string): boolean {
  try {
    const file = lockFile(folder);
    const age = Date.now() - statSync(file).mtimeMs;
    const [pid] = readFileSync(file, 'utf8').split(' ');
    return age < deadAfter && isAlive(Number(pid));
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
