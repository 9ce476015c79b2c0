import type { GraphSignature, PastTensor } from './graphSignature';
import type { KvCache } from './languageModel';

/** Keys or values of one layer, as the graph gave them. Never written to, so caches may share it. */
export interface CachedTensor {
  data: Float32Array | Uint16Array;
  dims: readonly number[];
}

/** Keys and values as a decoder takes them. */
export interface Past {
  /** Tokens in it. */
  length: number;
  /** Tokens that there is room for: the size of the tensors' sequence axis. */
  capacity: number;
  /** In the order of the signature's `past`; empty for none. */
  tensors: readonly CachedTensor[];
}

/** What a decoder's runs go on from. */
export interface DecoderCache extends KvCache {
  readonly tokens: readonly number[];
  /** @param exact without room behind the tokens, which may cost a copy */
  kept(exact: boolean): Past;
  /** One of those tensors, without room; undefined before the first token. */
  tensor(index: number): CachedTensor | undefined;
  /** Takes up `ids` and what the decoder gave for them: tensors that stand for all tokens, or the rows of the new ones. */
  append(ids: readonly number[], tensors: readonly CachedTensor[]): void;
}

export const nothingPast: Past = { length: 0, capacity: 0, tensors: [] };

/** The tokens read so far and, for graphs that take them, their keys and values as the graph gave them last. */
export class TokenCache implements DecoderCache {
  constructor(
    private readonly past: GraphSignature['past'],
    private ids: number[] = [],
    /** In the order of `past`; empty before the first token, and always for a model that reads its whole prefix anew. */
    private tensors: readonly CachedTensor[] = [],
  ) {}

  get length(): number {
    return this.ids.length;
  }

  get bytes(): number {
    return this.tensors.reduce((sum, { data }) => sum + data.byteLength, 8 * this.ids.length);
  }

  get tokens(): readonly number[] {
    return this.ids;
  }

  kept(): Past {
    const { length, tensors } = this;
    return { length, capacity: length, tensors };
  }

  tensor(index: number): CachedTensor | undefined {
    return this.tensors[index];
  }

  append(ids: readonly number[], tensors: readonly CachedTensor[]): void {
    this.ids = [...this.ids, ...ids];
    this.tensors = tensors;
  }

  truncate(length: number): void {
    if (length === this.length) return;
    this.ids = firstIds(this.ids, length);
    this.tensors = this.tensors.map((tensor, i) => firstTokens(tensor, this.past[i], length));
  }

  fork(): TokenCache {
    return new TokenCache(this.past, this.ids, this.tensors);
  }
}

/** What is left of a cache's tokens when it is cut to `length`. Throws `RangeError` where there are not so many. */
export function firstIds(ids: readonly number[], length: number): number[] {
  if (!Number.isInteger(length) || length < 0 || length > ids.length)
    throw new RangeError(`A cache of ${ids.length} tokens cannot be cut to ${length}.`);
  return ids.slice(0, length);
}

/** The tensor's part for the first `length` tokens. */
function firstTokens({ data, dims }: CachedTensor, { sequenceAxis }: PastTensor, length: number): CachedTensor {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const rows = product(dims.slice(0, sequenceAxis));
  const inner = product(dims.slice(sequenceAxis + 1));
  const stride = dims[sequenceAxis] * inner;
  const kept = data.slice(0, rows * length * inner);
  for (let row = 0; row < rows; row++) {
    kept.set(data.subarray(row * stride, row * stride + length * inner), row * length * inner);
  }
  return { data: kept, dims: dims.map((size, axis) => (axis === sequenceAxis ? length : size)) };
}
