import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { uniformAt } from '../../src/runtime/generate/random';
import { inRepository } from '../support/paths';

const bases = ['tiny-gpt2', 'tiny-external', 'tiny-gqa', 'tiny-gqa-half'];

/** Numbers that readers trip over: nothing, ends of ranges, lengths that are none. */
const strangeNumbers = ['0', '-1', '1e999', '2147483648', '9007199254740993', 'null', '"8"', '[]', '{}', '0.5'];

type Random = () => number;

/** Writes a damaged model into `folder`, which is emptied; the same for the same number. Says what was done. */
export function writeMutant(folder: string, number: number): string {
  let drawn = 0;
  const random = () => uniformAt(number, drawn++);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)];
  const base = pick(bases);
  rmSync(folder, { recursive: true, force: true });
  cpSync(inRepository('test/fixtures/model', base), folder, { recursive: true });
  rmSync(path.join(folder, 'expected.json'));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  const graphs = files.filter((name) => name.endsWith('.onnx'));
  const file = random() < 0.7 ? pick(graphs) : pick(files);
  const target = path.join(folder, file);
  const before = readFileSync(target);
  const steps = 1 + Math.floor(random() ** 2 * 6);
  let bytes: Buffer = before;
  const done: string[] = [];
  for (let step = 0; step < steps; step++) {
    const damage = pick(file.endsWith('.json') ? [...damages, strangeNumber] : damages);
    bytes = damage(bytes, random);
    done.push(damage.name);
  }
  writeFileSync(target, bytes);
  return `${base}/${file}: ${done.join(', ')}`;
}

const damages = [flipBit, setByte, truncate, repeat, remove, insert, largeLength, exchange];

function flipBit(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  copy[place(copy, random)] ^= 1 << Math.floor(random() * 8);
  return copy;
}

function setByte(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  copy[place(copy, random)] = Math.floor(random() * 256);
  return copy;
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, place(bytes, random));
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const [start, end] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
}

function remove(bytes: Buffer, random: Random): Buffer {
  const [start, end] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function insert(bytes: Buffer, random: Random): Buffer {
  const at = place(bytes, random);
  const noise = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * 256)));
  return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
}

/** What a varint of a length of gigabytes begins with. */
function largeLength(bytes: Buffer, random: Random): Buffer {
  const at = place(bytes, random);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), bytes.subarray(at + 1)]);
}

function exchange(bytes: Buffer, random: Random): Buffer {
  const [start, end] = range(bytes, random);
  const middle = Math.floor((start + end) / 2);
  const parts = [
    bytes.subarray(0, start),
    bytes.subarray(middle, end),
    bytes.subarray(start, middle),
    bytes.subarray(end),
  ];
  return Buffer.concat(parts);
}

function strangeNumber(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('utf8');
  const numbers = [...text.slice(0, 20_000).matchAll(/\d+/g)];
  const found = numbers[Math.floor(random() * numbers.length)];
  if (!found) return bytes;
  const strange = strangeNumbers[Math.floor(random() * strangeNumbers.length)];
  return Buffer.from(text.slice(0, found.index) + strange + text.slice(found.index + found[0].length));
}

function place(bytes: Buffer, random: Random): number {
  return Math.floor(random() * Math.max(1, bytes.length));
}

/** Mostly short. */
function range(bytes: Buffer, random: Random): [number, number] {
  const start = place(bytes, random);
  return [start, Math.min(bytes.length, start + 1 + Math.floor(random() ** 4 * 2000))];
}
