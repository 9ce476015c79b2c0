import type { AttentionSlice } from '../../../../src/protocol/runs';

const known = new WeakMap<readonly AttentionSlice[], { other: readonly AttentionSlice[]; slices: AttentionSlice[] }>();

/**
 * What one head's slices have more than another's of the same parts, as far as both have the same ones. Made once for two lists:
 * the canvas draws anew what is another object.
 */
export function differenceSlices(own: readonly AttentionSlice[], other: readonly AttentionSlice[]): AttentionSlice[] {
  const before = known.get(own);
  if (before?.other === other) return before.slices;
  const slices = own.flatMap((slice, i) => {
    const minus = other[i];
    if (!minus || !isAlike(slice, minus)) return [];
    return [{ ...slice, values: slice.values.map((value, at) => value - minus.values[at]) }];
  });
  known.set(own, { other, slices });
  return slices;
}

const isAlike = (a: AttentionSlice, b: AttentionSlice) =>
  a.block === b.block &&
  a.queries.first === b.queries.first &&
  a.queries.end === b.queries.end &&
  a.keys.first === b.keys.first &&
  a.keys.end === b.keys.end;
