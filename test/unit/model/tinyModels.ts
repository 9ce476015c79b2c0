import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ErrorCode, LoupeError } from '../../../src/protocol/errors';
import type { ForwardChunk, ForwardOptions, KvCache, LanguageModel } from '../../../src/runtime/model/languageModel';
import { openLanguageModel } from '../../../src/runtime/model/openLanguageModel';

/** A folder of test/fixtures/model, made by test/fidelity/model_fixtures.py. */
export function tinyFolder(name: string): string {
  return path.join(__dirname, '..', '..', 'fixtures', 'model', name);
}

/** What the reference gives for a tiny model. */
export interface Expected {
  ids: number[];
  /** [T, vocabulary] */
  logits: number[];
  /** Per layer [heads, T, T]; only where the model shows it. */
  attention?: number[][];
}

export function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(path.join(tinyFolder(name), 'expected.json'), 'utf8'));
}

export function openFolder(folder: string): Promise<LanguageModel> {
  return openLanguageModel(folder, { id: 'tiny', name: 'tiny', source: 'folder' }, { threads: 1 });
}

/** A copy of a tiny model's folder, for a test that damages it. */
export function withCopy(name: string, use: (folder: string) => unknown): () => Promise<void> {
  return async () => {
    const parent = mkdtempSync(path.join(tmpdir(), 'loupe-model-'));
    try {
      cpSync(tinyFolder(name), path.join(parent, 'model'), { recursive: true });
      await use(path.join(parent, 'model'));
    } finally {
      rmSync(parent, { recursive: true });
    }
  };
}

/** The chunks of a forward pass. */
export async function forward(
  model: LanguageModel,
  ids: number[],
  cache: KvCache,
  options: Omit<ForwardOptions, 'onChunk'>,
): Promise<ForwardChunk[]> {
  const chunks: ForwardChunk[] = [];
  await model.forward(ids, cache, { ...options, onChunk: (chunk) => chunks.push(chunk) });
  return chunks;
}

export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    assert.ok(difference <= tolerance, `${actual[i]} is not within ${tolerance} of ${expected[i]}, at ${i}`);
  }
}

/** Asserts that `work` fails with that expected failure, told in words that match `pattern`. */
export async function failsWith(code: ErrorCode, pattern: RegExp, work: () => Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof LoupeError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, pattern);
    return true;
  });
}
