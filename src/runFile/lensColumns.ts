import type { FollowedToken, Lens } from '../protocol/lens';

/** The part of a lens over positions `first` … `end` − 1, with at most `topK` tokens a cell. */
export function lensColumns(lens: Lens, first: number, end: number, topK: number): Lens {
  const { states, top } = lens;
  const from = Math.min(Math.max(first, lens.first), lens.first + lens.positions) - lens.first;
  const positions = Math.max(0, Math.min(end - lens.first, lens.positions) - from);
  const count = Math.min(topK, top.count);
  /** Of [S, n, width] the chosen positions and, of each cell, the first `kept`. */
  const cut = <A extends Int32Array | Float32Array>(values: A, width = 1, kept = 1): A => {
    const part = new (values.constructor as { new (length: number): A })(states * positions * kept);
    for (let state = 0; state < states; state++) {
      for (let i = 0; i < positions; i++) {
        const start = (state * lens.positions + from + i) * width;
        part.set(values.subarray(start, start + kept), (state * positions + i) * kept);
      }
    }
    return part;
  };
  const followed = ({ ids, logprobs, ranks }: FollowedToken): FollowedToken => ({
    ids: ids.slice(from, from + positions),
    logprobs: cut(logprobs),
    ranks: cut(ranks),
  });
  return {
    ...lens,
    ...{ first: lens.first + from, positions },
    top: { count, ids: cut(top.ids, top.count, count), logprobs: cut(top.logprobs, top.count, count) },
    entropies: cut(lens.entropies),
    answer: followed(lens.answer),
    followed: lens.followed && followed(lens.followed),
    firstLeads: lens.firstLeads.slice(from, from + positions),
  };
}
