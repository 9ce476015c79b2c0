import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const fixtures = path.join(__dirname, '..', 'fixtures', 'model');

/** What Hugging Face transformers gave for one text; offsets are into `numbers`, in floats. */
export interface ReferenceText {
  name: string;
  ids: number[];
  /** The positions that were kept. */
  rows: number[];
  /** [rows, vocabulary] */
  logits: number;
  /** [rows] nats */
  logSumExp: number;
  /** [rows] nats */
  entropy: number;
  /** Rank of the next token, for the rows that have one. */
  nextRank: number[];
  /** [layers, heads, rows, tokens] */
  attention: number;
}

export interface Reference {
  modelSha256: string;
  layers: number;
  heads: number;
  vocabulary: number;
  texts: ReferenceText[];
  greedy: { name: string; prompt: number[]; continuation: number[] }[];
  numbers: Float32Array;
}

/** The frozen reference, as `model_reference.py` wrote it. */
export function loadReference(): Reference {
  const bytes = readFileSync(path.join(fixtures, 'reference.f32'));
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { ...JSON.parse(readFileSync(path.join(fixtures, 'reference.json'), 'utf8')), numbers };
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The largest absolute difference of two equally long arrays; NaN anywhere counts as infinite. */
export function largestDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
