import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

export const root = path.join(__dirname, '../../..');
export const cli = path.join(root, 'dist/cli.js');

export interface Outcome {
  exit: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command line, as scripts do. */
export async function loupe(args: readonly string[], input?: string | Uint8Array, env = {}): Promise<Outcome> {
  assert.ok(existsSync(cli), 'Run npm run build first.');
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, ...env } });
  child.stdin.on('error', () => {}); // Not all commands come to read it.
  child.stdin.end(input);
  const [stdout, stderr, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exit, stdout, stderr };
}

/** What a command gives as JSON for this text; fails unless it succeeds without a message. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape that it asks for.
export async function loupeJson(args: readonly string[], input: string): Promise<any> {
  const { exit, stdout, stderr } = await loupe([...args, '--json', '-'], input);
  assert.deepEqual({ exit, stderr }, { exit: 0, stderr: '' });
  return JSON.parse(stdout);
}

const folder = mkdtempSync(path.join(tmpdir(), 'loupe-cli-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** A new file in a folder that goes with this process. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

export function temporaryPath(name: string): string {
  return path.join(folder, name);
}
