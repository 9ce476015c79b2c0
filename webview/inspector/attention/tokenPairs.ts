import { diffArrays } from 'diff';
import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import type { Cell } from '../../drawing/mapGeometry';
import { madeOnce } from '../../ui/madeOnce';

/** The same token in two texts: its position in the shown one and in the kept one. */
export interface TokenPair {
  shown: number;
  kept: number;
}

/** Texts that differ in more tokens are not aligned: it would take too long, and tell nothing. */
const mostEdits = 1000;

/** The longest sequence of tokens, in order, that both texts have; null where they differ too much. Both are [T] ids. */
export function tokenPairs(shown: Int32Array, kept: Int32Array): TokenPair[] | null {
  const parts = diffArrays(Array.from(kept), Array.from(shown), { maxEditLength: mostEdits });
  if (!parts) return null;
  const pairs: TokenPair[] = [];
  const at: TokenPair = { shown: 0, kept: 0 };
  for (const { added, removed, count } of parts) {
    if (!added && !removed) for (let i = 0; i < count; i++) pairs.push({ shown: at.shown + i, kept: at.kept + i });
    if (!removed) at.shown += count;
    if (!added) at.kept += count;
  }
  return pairs;
}

/** A cell of one text in the other; null where one of its tokens is not in both. */
export function pairedCell(pairs: readonly TokenPair[], cell: Cell | null, from: keyof TokenPair): Cell | null {
  const to = from === 'shown' ? 'kept' : 'shown';
  const find = (token?: number) => pairs.find((pair) => pair[from] === token)?.[to];
  const [query, key] = [find(cell?.query), find(cell?.key)];
  return query === undefined || key === undefined ? null : { query, key };
}

/** A map of a text. */
export interface TextMap {
  reading: Reading;
  value: AttentionMap;
}

/** As `tokenPairs`. */
export const readingPairs = madeOnce((shown: Reading, kept: Reading) => tokenPairs(shown.tokens.ids, kept.tokens.ids));

/** [pairs, pairs] how the maps of two texts differ between the tokens of both; null where the texts differ too much. */
export function textDifference(shown: TextMap, kept: TextMap): AttentionMap | null {
  const pairs = readingPairs(shown.reading, kept.reading);
  return pairs && pairedDifference(shown.value, kept.value, pairs);
}

type Pairs = readonly TokenPair[];

/** [pairs, pairs] what the shown text's weights have more than the kept one's, between tokens that both have. */
export const pairedDifference = madeOnce((shown: AttentionMap, kept: AttentionMap, pairs: Pairs): AttentionMap => {
  const values = new Float32Array(pairs.length ** 2);
  for (const [row, query] of pairs.entries()) {
    for (const [column, key] of pairs.entries()) {
      values[row * pairs.length + column] =
        shown.values[query.shown * shown.tokens + key.shown] - kept.values[query.kept * kept.tokens + key.kept];
    }
  }
  return { tokens: pairs.length, values };
});
