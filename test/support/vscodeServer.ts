import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Profile, profileArguments, profileEnvironment } from './profile';
import { ensureVSCode, vscodeHost } from './vscodeHost';

export interface ServerOptions {
  /** 0 takes a free one. */
  port?: number;
  env?: Record<string, string>;
  locale?: string;
  /** Lets a page's address name extensions and tests to run; hides notifications. */
  testDriver?: boolean;
}

/** VS Code, served on 127.0.0.1 to any browser there. */
export interface VSCodeServer {
  address: string;
  pid: number;
  /** The address of a window on that folder. */
  windowUrl(folder: string, payload?: [name: string, value: string][]): string;
  /** A file as that window names it. */
  fileUri(file: string): string;
  /** Resolves when an extension host exits. */
  hostExit: Promise<string>;
  /** Resolves when the server has ended. */
  ended: Promise<unknown>;
  /** Ends it with all it started. */
  stop(): Promise<void>;
}

export async function startServer(profile: Profile, options: ServerOptions = {}): Promise<VSCodeServer> {
  await ensureVSCode();
  const { node, serverMain } = vscodeHost;
  const child = spawn(
    node,
    [
      '--require',
      path.join(__dirname, 'endWithParent.cjs'),
      serverMain,
      ...profileArguments(profile),
      '--host=127.0.0.1',
      `--port=${options.port ?? 0}`,
      '--without-connection-token',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
      ...(options.locale ? ['--locale', options.locale] : []),
    ],
    // Detached: it leads a process group of its own, which is ended as one.
    { env: profileEnvironment(profile, options.env), stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true },
  );
  const log = fs.createWriteStream(path.join(profile.root, 'server.log'), { flags: 'a' });
  child.stderr?.pipe(log, { end: false });
  child.stdout?.pipe(log, { end: false });
  const hostExit = new Promise<string>((resolve) => {
    watchOutput(child, /Extension Host Process exited with (code: \S+, signal: \w+)/, ([, how]) => resolve(how));
  });
  const port = await listening(child, options.port);
  const authority = `127.0.0.1:${port}`;
  const fileUri = (file: string) => `vscode-remote://${authority}${file}`;
  return {
    address: `http://${authority}`,
    pid: child.pid as number,
    fileUri,
    windowUrl: (folder, payload) => {
      const query = new URLSearchParams({ folder, ...(payload && { payload: JSON.stringify(payload) }) });
      return `http://${authority}/?${query}`;
    },
    hostExit,
    ended: once(child, 'exit'),
    stop: async () => {
      await endGroup(child);
      log.end();
    },
  };
}

function listening(child: ChildProcess, wantedPort: number | undefined): Promise<string> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      void endGroup(child);
      reject(new Error(`${why}\n${output}`));
    };
    const timer = setTimeout(() => fail('VS Code did not start within 60 s.'), 60_000);
    watchOutput(child, /listening on (\d+)/, ([, port]) => {
      clearTimeout(timer);
      resolve(port);
    });
    watchOutput(child, /EADDRINUSE/, () => fail(`Port ${wantedPort} is in use. Choose another one with --port.`));
    child.once('exit', (code, signal) => fail(`VS Code stopped before it listened (${signal ?? code}).`));
  });
}

/** Calls once, with the first match in either output. */
function watchOutput(child: ChildProcess, pattern: RegExp, found: (match: RegExpExecArray) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let seen = '';
    const look = (data: Buffer) => {
      seen = (seen + data).slice(-4096);
      const match = pattern.exec(seen);
      if (!match) return;
      stream?.off('data', look);
      found(match);
    };
    stream?.on('data', look);
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  signalGroup(child.pid, 'SIGTERM');
  if (await groupEnds(child.pid, 5000)) return;
  signalGroup(child.pid, 'SIGKILL');
  await groupEnds(child.pid, 1000);
}

/** False where some process is still there after that time. */
async function groupEnds(group: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (signalGroup(group, 0)) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** False where the group is gone. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
