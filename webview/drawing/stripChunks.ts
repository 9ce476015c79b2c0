import type { TokenTable } from '../../src/protocol/tokens';

/** Of more tokens than this, chunks are blocks: the browser lays each out by itself, and the others stay as they are. */
const flowing = 4000;
/** Tokens of a chunk of text that flows, and of one that is a block. */
const flowingSize = 400;
const blockSize = 100;

/** Tokens that come and go together when scrolled. */
export interface StripChunks {
  /** [chunks + 1] The first token of each, and the number of tokens. */
  firsts: Int32Array;
  /** True: each begins a line. They end at line breaks of the text where there are any. */
  blocks: boolean;
}

/** @param flows the text goes on where the text before it ends, however long */
export function stripChunks(table: TokenTable, flows: boolean): StripChunks {
  const count = table.ids.length;
  const blocks = !flows && count > flowing;
  const size = blocks ? blockSize : flowingSize;
  const firsts = [0];
  for (let first = 0; first < count; ) {
    first = Math.min(first + size, count);
    if (blocks) first = lineEnd(table, first, Math.min(first + size, count));
    firsts.push(first);
  }
  return { firsts: Int32Array.from(firsts), blocks };
}

/** The first token from `from` on that follows a line break; `from` where there is none up to `limit`. */
function lineEnd({ bytes }: TokenTable, from: number, limit: number): number {
  for (let index = from; index < limit; index++) {
    if (bytes.bytes[bytes.offsets[index] - 1] === 10) return index;
  }
  return from;
}

/** The chunk that holds token `index`. */
export function chunkOf({ firsts }: StripChunks, index: number): number {
  let low = 0;
  let high = firsts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firsts[middle] <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How many lines tokens take, about, where `columns` ASCII characters fit. */
export function estimatedLines({ bytes }: TokenTable, first: number, end: number, columns: number): number {
  let lines = 0;
  let width = 0;
  for (let index = first; index < end; index++) {
    // Its edges.
    width += 0.4;
    for (let at = bytes.offsets[index]; at < bytes.offsets[index + 1]; at++) {
      const byte = bytes.bytes[at];
      // A character of three bytes is two columns wide, mostly; the line break has a sign.
      width += byte < 0x80 ? 1 : byte < 0xc0 ? 0.5 : 1;
      if (byte !== 10) continue;
      lines += Math.ceil(width / columns);
      width = 0;
    }
  }
  return lines + Math.ceil(width / columns);
}
