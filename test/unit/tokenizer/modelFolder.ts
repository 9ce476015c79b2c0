import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folders: string[] = [];

/** A new folder with these files; what is no string is written as JSON. */
export function folderWith(files: Record<string, unknown>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'loupe-tokenizer-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** For an `after` hook. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

interface Added {
  content: string;
  id: number;
  special?: boolean;
}

/** The parts of a `tokenizer.json` that a test is about; all others as Hugging Face writes them when unused. */
export function tokenizerJson(parts: { model: object; added?: Added[]; [part: string]: unknown }) {
  const { added = [], ...rest } = parts;
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return {
    ...{ version: '1.0', truncation: null, padding: null, normalizer: null, pre_tokenizer: null },
    ...{ post_processor: null, decoder: null, ...rest },
    added_tokens: added.map(({ special = true, ...token }) => ({ ...flags, ...token, special })),
  };
}

/** A post-processor that writes these tokens around every text. */
export function surround(start: Added | null, end: Added | null) {
  const part = (token: Added | null) => (token ? [{ SpecialToken: { id: token.content, type_id: 0 } }] : []);
  const tokens = [start, end].flatMap((token) => token ?? []);
  const text = { Sequence: { id: 'A', type_id: 0 } };
  return {
    type: 'TemplateProcessing',
    single: [...part(start), text, ...part(end)],
    pair: [text, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: Object.fromEntries(
      tokens.map(({ content, id }) => [content, { id: content, ids: [id], tokens: [content] }]),
    ),
  };
}
