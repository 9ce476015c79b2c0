import type { AttentionSlice } from '../../../../src/protocol/runs';
import { madeOnce } from '../../../ui/madeOnce';

/** What one map's slices have more than another's of the same parts, as far as both have the same ones. */
export const differenceSlices = madeOnce(
  (own: readonly AttentionSlice[], other: readonly AttentionSlice[]): AttentionSlice[] =>
    own.flatMap((slice, i) => {
      const minus = other[i];
      if (!minus || !isAlike(slice, minus)) return [];
      return [{ ...slice, values: slice.values.map((value, at) => value - minus.values[at]) }];
    }),
);

const isAlike = (a: AttentionSlice, b: AttentionSlice) =>
  a.block === b.block &&
  a.queries.first === b.queries.first &&
  a.queries.end === b.queries.end &&
  a.keys.first === b.keys.first &&
  a.keys.end === b.keys.end;
