import { characterLength, packBytes } from '../../src/protocol/bytes';
import type { GeneratedToken } from '../../src/protocol/runs';
import { TokenFlag, type TokenTable } from '../../src/protocol/tokens';
import { heatStep } from './scales';

/**
 * Generated tokens as a table, for a token strip. Their text is that of their bytes and begins at offset `start`; a token
 * that holds part of a character has the whole character's range.
 */
export function generatedTable(tokens: readonly GeneratedToken[], start = 0): TokenTable {
  const count = tokens.length;
  const table: TokenTable = {
    ids: Int32Array.from(tokens, ({ id }) => id),
    starts: new Int32Array(count),
    ends: new Int32Array(count),
    bytes: packBytes(tokens.map(({ bytes }) => bytes)),
    flags: Uint8Array.from(tokens, ({ special }) => (special ? TokenFlag.special : 0)),
  };
  let offset = start;
  let characterStart = start;
  for (const [i, { bytes }] of tokens.entries()) {
    const continues = bytes.length > 0 && isContinuation(bytes[0]);
    table.starts[i] = continues ? characterStart : offset;
    for (const byte of bytes) {
      if (isContinuation(byte)) continue;
      characterStart = offset;
      offset += characterLength(byte) === 4 ? 2 : 1;
    }
    table.ends[i] = offset;
  }
  return table;
}

/** [T] steps of tint for generated tokens, by how unexpected each was. */
export const generatedHeat = (tokens: readonly GeneratedToken[]): Uint8Array =>
  Uint8Array.from(tokens, ({ logprob }) => heatStep(-logprob));

/** In UTF-8, a byte that is not the first of its character. */
const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;
