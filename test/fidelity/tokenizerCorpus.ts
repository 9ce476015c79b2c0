import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ChatMessage } from '../../src/protocol/chat';

const root = path.join(__dirname, '..', '..');
export const modelFolder = path.join(root, 'models', 'pocket');

/** What `tokenizer_reference.py` froze. */
export interface TokenizerReference {
  tokenizerSha256: string;
  files: CorpusFile[];
  chats: { messages: ChatMessage[]; thinking: boolean; text: string; ids: number[] }[];
}

export interface CorpusFile {
  /** Below node_modules. */
  file: string;
  bytes: number;
  sha256: string;
  tokens: number;
  /** Hashes of the ids in each reading. */
  parse: string;
  text: string;
}

export function loadReference(): TokenizerReference {
  return JSON.parse(readFileSync(path.join(root, 'test', 'fixtures', 'tokenizer', 'pocket.json'), 'utf8'));
}

/** Fails where the file is not the one that the reference was made from. */
export function readCorpusFile({ file, sha256 }: CorpusFile): string {
  const content = readFileSync(path.join(root, 'node_modules', file));
  if (sha256Of(content) !== sha256) {
    throw new Error(`${file} has changed; run test/fidelity/tokenizer_reference.py after updating packages.`);
  }
  return content.toString('utf8');
}

export function sha256Of(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Of the ids as little-endian int32. */
export function idsHash(ids: Int32Array): string {
  return sha256Of(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
}
