import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { LoupeError } from '../../protocol/errors';
import { type ChatTemplate, chatTemplateFiles, openChatTemplate } from './chatTemplate';
import { HuggingFaceTokenizer } from './huggingFaceTokenizer';
import type { Markup } from './markup';
import type { Tokenizer } from './tokenizer';
import { parseTokenizerFile } from './tokenizerFile';

/** The tokenizer in a model's folder. */
export interface ModelTokenizer extends Tokenizer {
  /** Null where the model has none. */
  readonly chatTemplate: ChatTemplate | null;
  readonly markup: Markup;
  /** The id of a token by its content, `</think>` say; null where the vocabulary has no such token. */
  idOf(token: string): number | null;
}

/** The largest ones known are Gemma's, 33 MB. */
const maxMegabytes = 64;

const opened = new Map<string, { stamp: string; tokenizer: Promise<ModelTokenizer> }>();

/**
 * Opens `tokenizer.json` in `folder` with its chat template; the same files open once.
 * Throws `LoupeError` `tokenizerMissing`, `tokenizerBroken` or `tokenizerTooLarge`.
 */
export async function openModelTokenizer(folder: string): Promise<ModelTokenizer> {
  const path = join(resolve(folder), 'tokenizer.json');
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) throw new LoupeError('tokenizerMissing', folder);
  const megabytes = file.size / 1e6;
  if (megabytes > maxMegabytes) throw new LoupeError('tokenizerTooLarge', folder, megabytes.toFixed(0), maxMegabytes);

  const stamp = await stampOf([path, ...chatTemplateFiles(folder)]);
  const known = opened.get(path);
  if (known?.stamp === stamp) return known.tokenizer;
  const tokenizer = load(folder, path);
  opened.set(path, { stamp, tokenizer });
  // One that failed is not kept: its other files may be mended.
  tokenizer.catch(() => opened.delete(path));
  return tokenizer;
}

/** Changes with the files; one that is not there counts too. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const stats = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return stats.map((file) => (file ? `${file.size} ${file.mtimeMs}` : '–')).join(', ');
}

async function load(folder: string, path: string): Promise<ModelTokenizer> {
  const chatTemplate = await openChatTemplate(folder);
  try {
    const file = parseTokenizerFile(await readFile(path, 'utf8'));
    return new HuggingFaceTokenizer(basename(resolve(folder)), file, chatTemplate);
  } catch (error) {
    throw new LoupeError('tokenizerBroken', folder, (error as Error).message);
  }
}
