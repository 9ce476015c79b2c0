/** The bytes of each rank: text where they are valid UTF-8, else numbers; may have holes. As `gpt-tokenizer` ships them. */
export type Ranks = readonly (string | readonly number[])[];

/** Bytes as a string of code units 0 to 255, so that they can be a map's key. */
type ByteKey = string;

function byteKey(token: string | readonly number[]): ByteKey {
  if (typeof token !== 'string') return String.fromCharCode(...token);
  // Most tokens are ASCII, and their bytes are their code units.
  return /[^\0-\x7f]/.test(token) ? Buffer.from(token).toString('latin1') : token;
}

/**
 * Byte-pair merging in O(n log n) for pieces of any length: as `tiktoken` does it, the pair of the lowest rank is merged
 * first, the leftmost of equals. Parts are kept in a linked list, candidates in a heap.
 */
export class BytePairMerger {
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
    const whole = this.ids.get(Buffer.from(piece).toString('latin1'));
    if (whole !== undefined) return [whole];
    const length = piece.length;
    const parts = Int32Array.from(piece, (byte) => this.ids.get(String.fromCharCode(byte)) as number);
    // Part i ends where part next[i] starts; -1 in `parts` marks one that was merged into the part before it.
    const next = Int32Array.from(parts, (_, i) => i + 1);
    const previous = Int32Array.from(parts, (_, i) => i - 1);
    const candidates = new CandidateHeap(3 * length);
    const offer = (at: number) => {
      if (at < 0 || next[at] >= length) return;
      const rank = this.pair(parts[at], parts[next[at]]);
      if (rank >= 0) candidates.push(rank, at);
    };
    for (let i = 0; i < length - 1; i++) offer(i);

    while (candidates.pop()) {
      const { rank, at } = candidates;
      // A candidate is stale when one of its parts has been merged since. What counts is whether the pair there still makes `rank`.
      if (parts[at] < 0 || next[at] >= length || this.pair(parts[at], parts[next[at]]) !== rank) continue;
      const merged = next[at];
      parts[at] = rank;
      parts[merged] = -1;
      next[at] = next[merged];
      if (next[at] < length) previous[next[at]] = at;
      offer(previous[at]);
      offer(at);
    }
    return Array.from(parts.filter((id) => id >= 0));
  }

  private pair(left: number, right: number): number {
    const pair = left * this.pairBase + right;
    const known = this.pairs.get(pair);
    if (known !== undefined) return known;
    const id = this.ids.get(this.keys[left] + this.keys[right]) ?? -1;
    this.pairs.set(pair, id);
    return id;
  }
}

/** A binary heap of (rank, position), lowest first; each is one float64, exact since ranks are below 2^18. */
class CandidateHeap {
  rank = 0;
  at = 0;
  private size = 0;
  private readonly entries: Float64Array;

  constructor(capacity: number) {
    this.entries = new Float64Array(capacity);
  }

  push(rank: number, at: number): void {
    const { entries } = this;
    const entry = rank * 2 ** 32 + at;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (entries[parent] <= entry) break;
      entries[i] = entries[parent];
      i = parent;
    }
    entries[i] = entry;
  }

  /** Takes the lowest out, into `rank` and `at`; false when there is none. */
  pop(): boolean {
    if (this.size === 0) return false;
    const { entries } = this;
    this.rank = Math.floor(entries[0] / 2 ** 32);
    this.at = entries[0] % 2 ** 32;
    const last = entries[--this.size];
    let i = 0;
    for (let child = 1; child < this.size; child = 2 * i + 1) {
      if (child + 1 < this.size && entries[child + 1] < entries[child]) child++;
      if (entries[child] >= last) break;
      entries[i] = entries[child];
      i = child;
    }
    entries[i] = last;
    return true;
  }
}
