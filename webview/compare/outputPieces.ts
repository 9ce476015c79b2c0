import { characterLength } from '../../src/protocol/bytes';
import type { GeneratedToken } from '../../src/protocol/runs';

/** Tokens that can only be shown together: one token, or several that share a character. */
export interface OutputPiece {
  /** Their bytes, joined. */
  bytes: Uint8Array;
  tokens: GeneratedToken[];
  /** Natural log-probability of all of them: the sum. */
  logprob: number;
  special: boolean;
}

/** Joins tokens until no character is cut. What is still cut at the end (a stream under way) is a piece as it is. */
export function outputPieces(tokens: readonly GeneratedToken[]): OutputPiece[] {
  const pieces: OutputPiece[] = [];
  let open: OutputPiece | null = null;
  for (const token of tokens) {
    if (open && !token.special) {
      open.bytes = join(open.bytes, token.bytes);
      open.tokens.push(token);
      open.logprob += token.logprob;
    } else {
      open = { bytes: token.bytes, tokens: [token], logprob: token.logprob, special: token.special };
      pieces.push(open);
    }
    if (token.special || !endsInsideCharacter(open.bytes)) open = null;
  }
  return pieces;
}

/** Whether the bytes end with the beginning of a UTF-8 character that needs more of them. */
export function endsInsideCharacter(bytes: Uint8Array): boolean {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) return back < characterLength(byte);
    if (byte < 0x80) return false;
  }
  return false;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
