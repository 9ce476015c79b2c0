import fs from 'node:fs';
import type { Profile } from '../support/profile';

/** Ids of the runtime processes of that profile's windows, oldest first. */
export function runtimeProcesses({ root }: Profile): number[] {
  const isRuntime = (line: string) => line.includes(`${root}/`) && line.includes('dist/runtime.js');
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isRuntime(commandLine(name)))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Arguments with a space after each; empty for a process that has just ended. */
function commandLine(pid: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
