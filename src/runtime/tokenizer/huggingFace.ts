import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type ErrorCode, LoupeError } from '../../protocol/errors';
import { largestTokenizer, tokenizerFileName } from '../../protocol/tokenizerNames';
import type { Tokenization } from '../../protocol/tokens';
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
  /** The tokens of a text in which all markup is special tokens but what `markup.hide` hid; none is added. */
  encodeMarked(text: string): Promise<Tokenization>;
  /** The id of a token by its content, `</think>` say; null where the vocabulary has no such token. */
  idOf(token: string): number | null;
}

const opened = new Map<string, { stamp: string; tokenizer: Promise<ModelTokenizer> }>();

/**
 * Opens `tokenizer.json` in `folder` with its chat template; the same files open once.
 * Throws `LoupeError` `tokenizerMissing`, `tokenizerBroken` or `tokenizerTooLarge`.
 */
export async function openModelTokenizer(folder: string): Promise<ModelTokenizer> {
  const path = join(resolve(folder), 'tokenizer.json');
  return (await open(path, folder, basename(resolve(folder)))) ?? fail('tokenizerMissing', folder);
}

/**
 * The same for a tokenizer without a model: the path is that of the file, whatever it is called, or of its folder.
 * Throws `LoupeError` `tokenizerFileMissing`, `tokenizerBroken` or `tokenizerTooLarge`.
 */
export async function openTokenizerFile(path: string): Promise<ModelTokenizer> {
  const given = resolve(path);
  const isFolder = (await stat(given).catch(() => null))?.isDirectory();
  const file = isFolder ? join(given, 'tokenizer.json') : given;
  return (await open(file, path, tokenizerFileName(given))) ?? fail('tokenizerFileMissing', path);
}

function fail(code: ErrorCode, path: string): never {
  throw new LoupeError(code, path);
}

/** Null where there is no such file. `place` is for messages. */
async function open(path: string, place: string, name: string): Promise<ModelTokenizer | null> {
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) return null;
  const megabytes = file.size / 1e6;
  if (megabytes > largestTokenizer)
    throw new LoupeError('tokenizerTooLarge', place, megabytes.toFixed(0), largestTokenizer);

  const stamp = await stampOf([path, ...chatTemplateFiles(dirname(path))]);
  const known = opened.get(path);
  if (known?.stamp === stamp) return known.tokenizer;
  // Those whose files are gone, as of a tokenizer that was checked before it got its place.
  for (const other of opened.keys()) if (!existsSync(other)) opened.delete(other);
  const tokenizer = load(path, place, name);
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

async function load(path: string, place: string, name: string): Promise<ModelTokenizer> {
  const chatTemplate = await openChatTemplate(dirname(path));
  try {
    const file = parseTokenizerFile(await readFile(path, 'utf8'));
    return new HuggingFaceTokenizer(name, file, chatTemplate);
  } catch (error) {
    throw new LoupeError('tokenizerBroken', place, (error as Error).message);
  }
}
