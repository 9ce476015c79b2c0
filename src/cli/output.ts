import { once } from 'node:events';
import { hex } from '../protocol/bytes';

/** Large enough that a write is rare, small enough that text of any length is never one string. */
const chunkLength = 1 << 16;

/** Writes all text to standard output, no faster than it is taken. */
export async function write(parts: Iterable<string>): Promise<void> {
  let chunk = '';
  const flush = async () => {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
    chunk = '';
  };
  for (const part of parts) {
    chunk += part;
    if (chunk.length >= chunkLength) await flush();
  }
  if (chunk !== '') await flush();
}

/** A reader that has seen enough (`head`) closes the pipe: that is no failure. */
export function endQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

/** One object as JSON; each item of a list on a line of its own, so that a list may be longer than a string can be. */
export function* jsonText(object: Record<string, unknown>): Generator<string> {
  let separator = '{\n';
  for (const [key, value] of Object.entries(object)) {
    yield `${separator}  ${JSON.stringify(key)}: `;
    if (isList(value)) yield* jsonList(value);
    else yield jsonValue(value);
    separator = ',\n';
  }
  yield '\n}\n';
}

function* jsonList(items: Iterable<unknown>): Generator<string> {
  let separator = '[\n';
  for (const item of items) {
    yield `${separator}    ${jsonValue(item)}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]' : '\n  ]';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/**
 * Bytes are written in hexadecimal, numbers that are none as null, and float32 ones with the nine digits that tell them apart.
 * Lists of float32 are one value.
 */
function jsonValue(value: unknown): string {
  return JSON.stringify(value, (_, member) => {
    if (typeof member === 'number') return shortNumber(member);
    if (member instanceof Uint8Array) return hex(member);
    return member instanceof Float32Array ? Array.from(member) : member;
  });
}

function shortNumber(value: number): number | null {
  if (Number.isInteger(value)) return value;
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : null;
}
