import { isUtf8 } from 'node:buffer';
import { hex } from '../protocol/bytes';

/** A token for people, in quotes, or in hexadecimal where it holds part of a character. Nothing in it steers the terminal. */
export function readable(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) return `<${hex(bytes)}>`;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : `"${escaped(text).replaceAll('"', '\\"')}"`;
}

/** Text with its line ends; other control characters, and those that change direction, are written as escapes. */
export function readableText(text: string): string {
  return text.replace(/[^\n]+/g, escaped);
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/(?! )[\p{C}\p{Z}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
