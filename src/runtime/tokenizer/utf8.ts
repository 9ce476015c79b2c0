import { characterLength } from '../../protocol/bytes';
import type { PackedBytes } from '../../protocol/tokens';

/** The text with U+FFFD for each lone surrogate, as UTF-8 writes it; offsets stay those of the text. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Reads bytes as UTF-8 with U+FFFD for what is not; a byte order mark stays. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The packed strings of `indices`, in that order; -1 stands for an empty one. */
export function pickBytes(from: PackedBytes, indices: ArrayLike<number>): PackedBytes {
  const offsets = new Int32Array(indices.length + 1);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    offsets[i + 1] = offsets[i] + (index < 0 ? 0 : from.offsets[index + 1] - from.offsets[index]);
  }
  const bytes = new Uint8Array(offsets[indices.length]);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i] < 0 ? 0 : from.offsets[indices[i]];
    // A loop, since tokens are a few bytes each and a view for each would cost more.
    for (let to = offsets[i], at = start; to < offsets[i + 1]; to++, at++) bytes[to] = from.bytes[at];
  }
  return { bytes, offsets };
}

/** UTF-16 ranges, half open. */
export interface Ranges {
  starts: Int32Array;
  ends: Int32Array;
}

/**
 * The UTF-16 range of each byte string, given that all of them joined are the UTF-8 of `text`. One that holds a part of a
 * character has the whole character's range; an empty one lies at the end of what came before it.
 */
export function rangesOfBytes(text: string, { bytes, offsets }: PackedBytes): Ranges {
  const count = offsets.length - 1;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  // The character that starts at byte `at` and at UTF-16 offset `unit`.
  let at = 0;
  let unit = 0;
  const unitLength = () => ((text.codePointAt(unit) as number) > 0xffff ? 2 : 1);
  const advance = (to: number) => {
    while (at < bytes.length && at + characterLength(bytes[at]) <= to) {
      at += characterLength(bytes[at]);
      unit += unitLength();
    }
  };
  for (let i = 0; i < count; i++) {
    advance(offsets[i]);
    starts[i] = unit;
    advance(offsets[i + 1]);
    // A remainder before the token's end is a character that goes on in the next token.
    const whole = at === offsets[i + 1] ? unit : unit + unitLength();
    ends[i] = offsets[i] === offsets[i + 1] ? unit : whole;
  }
  return { starts, ends };
}
