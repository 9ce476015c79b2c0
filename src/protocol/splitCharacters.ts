import { characterLength } from './bytes';
import type { TokenSpan } from './tokenLookup';
import type { PackedBytes } from './tokens';

/** A character whose bytes several tokens hold. */
export interface SplitCharacter {
  character: string;
  /** All of its bytes, of which the token asked about holds `from` … `to` − 1. */
  bytes: Uint8Array;
  from: number;
  to: number;
  /** The tokens that hold it. */
  tokens: TokenSpan;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The characters that the token holds a part of, in order: one that it ends, one that goes on in the next token, or, where
 * they are the same, the one it lies within. What is not UTF-8 even together is no character.
 */
export function splitCharacters(tokens: PackedBytes, index: number): SplitCharacter[] {
  const { offsets } = tokens;
  const [start, end] = [offsets[index], offsets[index + 1]];
  if (start === end) return [];
  const found = [leadOf(tokens, start), leadOf(tokens, end - 1)];
  return [...new Set(found)].flatMap((lead) => {
    const length = characterLength(tokens.bytes[lead]);
    const held = lead >= start && lead + length <= end;
    if (held || lead + length <= start) return [];
    const bytes = tokens.bytes.subarray(lead, lead + length);
    const character = decode(bytes);
    if (character === null) return [];
    return {
      character,
      bytes,
      from: Math.max(0, start - lead),
      to: Math.min(length, end - lead),
      tokens: spanOf(tokens, index, lead, lead + length),
    };
  });
}

/** Where the character of the byte at `at` would begin: at most three bytes before. */
function leadOf({ bytes }: PackedBytes, at: number): number {
  let lead = at;
  while (lead > 0 && at - lead < 3 && (bytes[lead] & 0xc0) === 0x80) lead--;
  return lead;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes) || null;
  } catch {
    return null;
  }
}

/** The tokens around `index` that hold bytes from `start` to `end`; those without bytes at the edges are none of them. */
function spanOf(tokens: PackedBytes, index: number, start: number, end: number): TokenSpan {
  const { offsets } = tokens;
  let first = index;
  while (offsets[first] > start) first--;
  let last = index;
  while (offsets[last + 1] < end) last++;
  return { first, end: last + 1 };
}
