import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import type { TokenizerRef } from '../src/protocol/tokens';
import { inRepository } from '../test/support/paths';
import { type ForkedRuntime, forkRuntime } from '../test/unit/runtime/forkedRuntime';
import type { Figure, Group } from './figure';

const documentLength = 10_000_000;
const hardLength = 1_000_000;
const places = 60;
const keysEach = 20;

const tokenizers: { name: string; ref: TokenizerRef }[] = [
  { name: 'o200k_base', ref: { kind: 'encoding', name: 'o200k_base' } },
  { name: 'pocket', ref: { kind: 'model', model: 'pocket' } },
];

/** Counting while one types: in the runtime's process, from the edit that is sent to the count that comes back. */
export const tokens: Group = {
  name: 'tokens',
  measure: async () => {
    const runtime = await forkRuntime();
    try {
      const source = sources();
      const figures: Figure[] = [];
      for (const { name, ref } of tokenizers) figures.push(...(await keystrokes(runtime, name, ref, source)));
      for (const [kind, text] of Object.entries(hardTexts())) figures.push(await hardText(runtime, kind, text));
      return figures;
    } finally {
      runtime.child.kill();
      await runtime.exited;
    }
  },
};

/** This repository's own: code, prose and Chinese. */
function sources(): string {
  return ['src', 'l10n', 'docs', 'samples']
    .flatMap((folder) =>
      readdirSync(inRepository(folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && /\.(ts|json|md|txt)$/.test(entry.name))
        .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8')),
    )
    .join('\n');
}

const repeated = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length);

let lastId = 0;

/** Follows a text until it was counted once. */
async function follow({ connection }: ForkedRuntime, tokenizer: TokenizerRef, text: string) {
  const id = ++lastId;
  let { length } = text;
  const count = async () => {
    const counted = await connection.request('countFollowed', { id, length, range: null });
    if (!counted) throw new Error('The runtime has another text.');
  };
  void connection.request('followText', { id, text, tokenizer, special: 'text' });
  await count();
  return {
    /** @returns milliseconds until the text was counted again */
    type: async (at: number, key: string): Promise<number> => {
      const start = performance.now();
      void connection.request('editFollowed', { id, edits: [{ start: at, end: at, text: key }] });
      length += key.length;
      await count();
      return performance.now() - start;
    },
  };
}

async function keystrokes(runtime: ForkedRuntime, name: string, ref: TokenizerRef, source: string): Promise<Figure[]> {
  const { type } = await follow(runtime, ref, repeated(source, documentLength));
  const times: number[] = [];
  for (let place = 0; place < places; place++) {
    const at = Math.round(((place * 37) % places) * (documentLength / places));
    for (let i = 0; i < keysEach; i++) times.push(await type(at + i, 'Say “hi”, \n  const x = 42;'[i]));
  }
  times.sort((a, b) => a - b);
  const how = `of ${times.length} keys at ${places} places, from the edit sent to the count received`;
  const figure = (quantile: number) => ({
    name: `retokenize per keystroke, 10 MB, ${name}, p${quantile * 100}`,
    value: times[Math.floor(times.length * quantile)],
    unit: 'ms' as const,
    goal: 5,
    how,
  });
  return [figure(0.5), figure(0.99)];
}

function hardTexts(): Record<string, string> {
  const file = 'src/runtime/tokenizer/openAiTokenizer.ts';
  const { code } = transformSync(readFileSync(inRepository(file), 'utf8'), {
    loader: 'ts',
    minify: true,
  });
  return {
    'one letter': 'a'.repeat(hardLength),
    spaces: ' '.repeat(hardLength),
    base64: randomBytes(hardLength).toString('base64').slice(0, hardLength),
    'minified code': repeated(code.replaceAll('\n', ''), hardLength),
  };
}

/** The slowest of the tokenizers. */
async function hardText(runtime: ForkedRuntime, kind: string, text: string): Promise<Figure> {
  const times: { name: string; first: number; key: number }[] = [];
  for (const { name, ref } of tokenizers) {
    const start = performance.now();
    const { type } = await follow(runtime, ref, text);
    const first = performance.now() - start;
    times.push({ name, first, key: await type(hardLength / 2, 'x') });
  }
  const each = times.map(({ name, first, key }) => `${name} ${first.toFixed(0)} ms, ${key.toFixed(0)} ms after a key`);
  return {
    name: `counting 1 MB of ${kind}`,
    value: Math.max(...times.map(({ first }) => first)),
    unit: 'ms',
    goal: 2000,
    how: each.join('; '),
  };
}
