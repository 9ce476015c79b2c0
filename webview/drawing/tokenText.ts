import { characterLength, spacedHex } from '../../src/protocol/bytes';

/** A run of one kind within a token: readable text, a sign for white space, one line break, or bytes in hex. */
export interface TokenPiece {
  kind: 'text' | 'sign' | 'break' | 'bytes';
  text: string;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Control, zero-width and direction characters, and U+FFFD, which as a sign cannot be told from a failed decoding. */
const unseen = /(?![\t\n\r])[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/u;
const signs: Record<string, string> = {
  ' ': '·',
  '\t': '→',
  '\r': '␍',
  '\u00a0': '⍽',
  '\u3000': '□',
};

/**
 * How a token's own bytes are shown. Bytes that are only part of a character come as hex (`⟨E4 BD⟩`), never as U+FFFD.
 * With `showWhitespace`, spaces come as signs; without, as themselves. Line breaks are always pieces of their own.
 */
export function tokenPieces(bytes: Uint8Array, showWhitespace: boolean): TokenPiece[] {
  const pieces: TokenPiece[] = [];
  for (const run of utf8Runs(bytes)) {
    if (typeof run !== 'string') {
      pieces.push({ kind: 'bytes', text: spacedHex(run) });
      continue;
    }
    for (const character of run) {
      if (character === '\n') pieces.push({ kind: 'break', text: '⏎' });
      else if (character === '\r' || (showWhitespace && character in signs)) add(pieces, 'sign', signs[character]);
      else if (unseen.test(character) || isLoneMark(run)) pieces.push({ kind: 'bytes', text: codeName(character) });
      else add(pieces, 'text', character);
    }
  }
  return pieces;
}

/** The same as one string, for lists, axes and screen readers; whitespace as signs. */
export function tokenLabel(bytes: Uint8Array): string {
  return tokenPieces(bytes, true)
    .map((piece) => (piece.kind === 'bytes' ? `⟨${piece.text}⟩` : piece.text))
    .join('');
}

/** Readable runs as strings, runs that are not whole characters as bytes, in order. */
export function utf8Runs(bytes: Uint8Array): (string | Uint8Array)[] {
  const whole = decode(bytes);
  if (whole !== null) return whole === '' ? [] : [whole];
  const runs: (string | Uint8Array)[] = [];
  let broken = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes[at]);
    const text = length > 0 && at + length <= bytes.length ? decode(bytes.subarray(at, at + length)) : null;
    if (text === null) {
      at++;
      continue;
    }
    if (at > broken) runs.push(bytes.subarray(broken, at));
    const last = runs.at(-1);
    if (typeof last === 'string') runs[runs.length - 1] = last + text;
    else runs.push(text);
    at += length;
    broken = at;
  }
  if (broken < bytes.length) runs.push(bytes.subarray(broken));
  return runs;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** Joiners and combining marks alone in their token would sit on the neighbour. */
const isLoneMark = (text: string) => /^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(text);

const codeName = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

function add(pieces: TokenPiece[], kind: TokenPiece['kind'], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}
