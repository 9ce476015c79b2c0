import type { MergeStep } from '../../protocol/tokenOrigin';

/** What a byte-pair encoding has learnt. */
export interface MergeRules {
  /** The rank at which two neighbouring tokens merge; negative where they do not. */
  rank(left: number, right: number): number;
  /** The token that the merge of this rank makes. */
  merged(rank: number): number;
}

/**
 * Byte-pair merging in O(n log n): the pair of the lowest rank is merged first, the leftmost of equals, as `tiktoken` and
 * Hugging Face's `tokenizers` do it. Parts are kept in a linked list, candidates in a heap.
 *
 * @param symbols ids that merging starts from; overwritten
 * @param merged told of each merge, in order, in places of `symbols`
 * @returns ids that no rule merges any further
 */
export function mergeParts(symbols: Int32Array, rules: MergeRules, merged?: (step: MergeStep) => void): Int32Array {
  const parts = symbols;
  const { length } = parts;
  // Part i ends where part next[i] starts; -1 in `parts` marks one that was merged into the part before it.
  const next = Int32Array.from(parts, (_, i) => i + 1);
  const previous = Int32Array.from(parts, (_, i) => i - 1);
  const candidates = new CandidateHeap(3 * length);
  const offer = (at: number) => {
    if (at < 0 || next[at] >= length) return;
    const rank = rules.rank(parts[at], parts[next[at]]);
    if (rank >= 0) candidates.push(rank, at);
  };
  for (let i = 0; i < length - 1; i++) offer(i);

  while (candidates.pop()) {
    const { rank, at } = candidates;
    const middle = next[at];
    // A candidate is stale when one of its parts has been merged since. What counts is whether the pair there still has `rank`.
    if (parts[at] < 0 || middle >= length || rules.rank(parts[at], parts[middle]) !== rank) continue;
    const id = rules.merged(rank);
    merged?.({ start: at, middle, end: next[middle], rank, id });
    parts[at] = id;
    parts[middle] = -1;
    next[at] = next[middle];
    if (next[at] < length) previous[next[at]] = at;
    offer(previous[at]);
    offer(at);
  }
  return parts.filter((id) => id >= 0);
}

/** A binary heap of (rank, position), lowest first; each is one float64, exact since ranks are below 2^21. */
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
