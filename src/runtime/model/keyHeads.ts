import { halfToFloat32 } from '../measure/halfFloat';
import type { PastTensor } from './graphSignature';
import type { CachedTensor } from './tokenCache';

/** Keys or values of one layer. Several query heads in a row share one key head. */
export interface KeyHeads {
  /** [heads, tokens, size] */
  data: Float32Array;
  heads: number;
  tokens: number;
  size: number;
}

/**
 * Those of a layer; null where the graph keeps them in another form.
 *
 * @param tensor of that place in `past`
 */
export function keyHeadsOf(
  past: readonly PastTensor[],
  tensor: (index: number) => CachedTensor | undefined,
  layer: number,
  kind: 'key' | 'value',
): KeyHeads | null {
  const index = past.findIndex(({ input }) => input.endsWith(`.${layer}.${kind}`));
  const found = past[index]?.sequenceAxis === 2 ? tensor(index) : undefined;
  if (!found) return null;
  const { data, dims } = found;
  const [, heads, tokens, size] = dims;
  if (dims.length !== 4 || data.length !== heads * tokens * size) return null;
  return { data: data instanceof Uint16Array ? halfToFloat32(data) : data, heads, tokens, size };
}

/** Numbers of one token for the query head `head` of `queryHeads`: [size] */
export function rowOf({ data, heads, tokens, size }: KeyHeads, head: number, queryHeads: number, token: number) {
  const start = (Math.floor((head * heads) / queryHeads) * tokens + token) * size;
  return data.subarray(start, start + size);
}
