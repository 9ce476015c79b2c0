import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LoupeError } from '../protocol/errors';

export interface InputText {
  /** The file's, without its folders. */
  name: string;
  /** Exactly the file's text: byte order mark, line ends and final newline are kept. */
  text: string;
  /** False where bytes that are not UTF-8 were read as U+FFFD. */
  valid: boolean;
}

/** Reads a file, a pipe, or standard input for `-`. Throws `LoupeError` `fileMissing` or `fileUnreadable`. */
export async function readInput(path: string): Promise<InputText> {
  const bytes = path === '-' ? await buffer(process.stdin) : await readBytes(path);
  try {
    const name = path === '-' ? 'standard input' : basename(path);
    return { name, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), valid: isUtf8(bytes) };
  } catch (error) {
    throw new LoupeError('fileUnreadable', path, (error as Error).message); // Too long for a string.
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new LoupeError('fileMissing', path);
    throw new LoupeError('fileUnreadable', path, code === 'EISDIR' ? 'it is a folder' : message);
  }
}
