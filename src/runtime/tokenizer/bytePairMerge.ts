import { type MergeRules, mergeParts } from './mergeParts';

/** The bytes of each rank: text where they are valid UTF-8, else numbers; may have holes. As `gpt-tokenizer` ships them. */
export type Ranks = readonly (string | readonly number[])[];

/** Bytes as a string of code units 0 to 255, so that they can be a map's key. */
type ByteKey = string;

function byteKey(token: string | readonly number[]): ByteKey {
  if (typeof token !== 'string') return String.fromCharCode(...token);
  // Most tokens are ASCII, and their bytes are their code units.
  return /[^\0-\x7f]/.test(token) ? Buffer.from(token).toString('latin1') : token;
}

/** Byte-pair merging with OpenAI's ranks, for pieces of any length: a token's rank is its id, and any two that make a token merge. */
export class BytePairMerger implements MergeRules {
  private readonly keys: ByteKey[] = [];
  private readonly ids = new Map<ByteKey, number>();
  /** Merged id, or -1, by `left * pairBase + right`. */
  private readonly pairs = new Map<number, number>();
  private readonly pairBase: number;

  constructor(ranks: Ranks) {
    this.pairBase = ranks.length;
    // `forEach` passes over the holes.
    ranks.forEach((token, id) => {
      const key = byteKey(token);
      this.keys[id] = key;
      this.ids.set(key, id);
    });
  }

  /** @returns the ids of the piece's tokens */
  merge(piece: Uint8Array): number[] {
    const whole = this.whole(piece);
    return whole === null ? Array.from(mergeParts(this.symbols(piece), this)) : [whole];
  }

  /** The piece's id where it is a token, which then needs no merging. */
  whole(piece: Uint8Array): number | null {
    return this.ids.get(Buffer.from(piece).toString('latin1')) ?? null;
  }

  /** The ids of the piece's single bytes, which merging starts from. */
  symbols(piece: Uint8Array): Int32Array {
    return Int32Array.from(piece, (byte) => this.ids.get(String.fromCharCode(byte)) as number);
  }

  rank(left: number, right: number): number {
    const pair = left * this.pairBase + right;
    const known = this.pairs.get(pair);
    if (known !== undefined) return known;
    const id = this.ids.get(this.keys[left] + this.keys[right]) ?? -1;
    this.pairs.set(pair, id);
    return id;
  }

  merged(rank: number): number {
    return rank;
  }
}
