import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface FuzzOrder {
  number: number;
}

/** Sent once when a mutant is written, and again with the outcome. */
export interface FuzzReport {
  number: number;
  what: string;
  /** `opened`, the code of a `LoupeError`, or what is a bug. */
  outcome?: string;
}

export interface FuzzResult {
  /** How many ended how. */
  counts: Record<string, number>;
  /** What must not be: hangs, floods of memory, escapes, bugs; each with its number, by which it can be repeated. */
  failures: string[];
  /** Mutants that brought the native library down, and with it the process that it has for that reason. */
  crashes: string[];
}

const patienceMs = 20_000;
const mostMemory = 2_000_000_000;

/** Has `count` damaged models opened, from number `first` on, in a process of their own; a new one where it ended. */
export async function fuzz(first: number, count: number): Promise<FuzzResult> {
  const result: FuzzResult = { counts: {}, failures: [], crashes: [] };
  let child: ChildProcess | undefined;
  for (let number = first; number < first + count; number++) {
    child ??= fork(path.join(__dirname, 'fuzzChild.ts'), [], {
      execArgv: ['--import=tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const { outcome, what } = await openOne(child, number);
    const ended = /^(?:hangs|takes|ended)/.test(outcome);
    if (ended) {
      child.kill('SIGKILL');
      child = undefined;
    }
    const kind = outcome.split(/[: ]/)[0];
    result.counts[kind] = (result.counts[kind] ?? 0) + 1;
    const line = `${number}, ${what}: ${outcome}`;
    if (kind === 'ended') result.crashes.push(line);
    else if (ended || kind === 'bug') result.failures.push(line);
  }
  child?.kill('SIGKILL');
  return result;
}

function openOne(child: ChildProcess, number: number): Promise<{ outcome: string; what: string }> {
  let what = '';
  return new Promise((resolve) => {
    const settle = (outcome: string) => {
      clearTimeout(patience);
      clearInterval(watch);
      child.off('message', hear).off('exit', end);
      resolve({ outcome, what });
    };
    const hear = (report: FuzzReport) => {
      what = report.what;
      if (report.outcome !== undefined) settle(report.outcome);
    };
    const end = (code: number | null, signal: string | null) => settle(`ended: ${signal ?? code}`);
    const patience = setTimeout(() => settle(`hangs for ${patienceMs / 1000} s`), patienceMs);
    const watch = setInterval(() => {
      if (memoryOf(child) > mostMemory) settle(`takes more than ${mostMemory / 1e9} GB`);
    }, 100);
    child.on('message', hear).on('exit', end);
    child.send({ number } satisfies FuzzOrder);
  });
}

/** Resident bytes; 0 where the system does not tell. */
function memoryOf({ pid }: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
