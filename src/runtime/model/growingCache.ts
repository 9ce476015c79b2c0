import type { GraphSignature, PastTensor } from './graphSignature';
import { type CachedTensor, type DecoderCache, firstIds, type Past } from './tokenCache';

/** Room is added for as many tokens at a time. */
const step = 256;

/** Keys or values of one layer, [outer, capacity, inner] around the axis of the tokens, of which the first `used` are written. */
interface Room {
  data: CachedTensor['data'];
  capacity: number;
  /** By whichever cache that shares it. */
  used: number;
}

/**
 * The tokens read so far with their keys and values in buffers of our own, to which each run adds its rows: the graph need not
 * give back what it was given. Forks share the buffers until one is to write where another has written.
 */
export class GrowingCache implements DecoderCache {
  constructor(
    private readonly past: GraphSignature['past'],
    private ids: readonly number[] = [],
    /** In the order of `past`; empty before the first token. */
    private rooms: readonly Room[] = [],
  ) {}

  get length(): number {
    return this.ids.length;
  }

  get bytes(): number {
    return this.rooms.reduce((sum, { data }) => sum + data.byteLength, 8 * this.ids.length);
  }

  get tokens(): readonly number[] {
    return this.ids;
  }

  kept(exact: boolean): Past {
    const { length, rooms } = this;
    const tensors = rooms.map((room, i) => (exact ? this.exact(i) : this.tensorOf(room, i)));
    return { length, capacity: exact && rooms.length > 0 ? length : (rooms[0]?.capacity ?? 0), tensors };
  }

  tensor(index: number): CachedTensor | undefined {
    return index in this.rooms ? this.exact(index) : undefined;
  }

  append(ids: readonly number[], rows: readonly CachedTensor[]): void {
    const { length } = this;
    const next = length + ids.length;
    this.rooms = rows.map(({ data }, i) => {
      const room = this.roomFor(next, i);
      copyRows(this.past[i], { data, capacity: ids.length, from: 0 }, { ...room, from: length }, ids.length);
      room.used = next;
      return room;
    });
    this.ids = [...this.ids, ...ids];
  }

  truncate(length: number): void {
    this.ids = firstIds(this.ids, length);
    if (length === 0) this.rooms = [];
  }

  fork(): GrowingCache {
    return new GrowingCache(this.past, this.ids, this.rooms);
  }

  /** The buffer itself where what lies behind our tokens is free and wide enough, else another with our tokens in it. */
  private roomFor(tokens: number, index: number): Room {
    const room: Room | undefined = this.rooms[index];
    if (room?.used === this.length && room.capacity >= tokens) return room;
    return this.copy(room, this.past[index], Math.ceil(tokens / step) * step);
  }

  private exact(index: number): CachedTensor {
    return this.tensorOf(this.copy(this.rooms[index], this.past[index], this.length), index);
  }

  private tensorOf({ data, capacity }: Room, index: number): CachedTensor {
    const { dims, sequenceAxis } = this.past[index];
    return { data, dims: dims.map((size, axis) => (axis === sequenceAxis ? capacity : size)) };
  }

  private copy(room: Room | undefined, past: PastTensor, capacity: number): Room {
    const size = capacity * outerOf(past) * innerOf(past);
    const data = past.type === 'float16' ? new Uint16Array(size) : new Float32Array(size);
    if (room) copyRows(past, { ...room, from: 0 }, { data, capacity, from: 0 }, this.length);
    return { data, capacity, used: this.length };
  }
}

interface Place {
  data: CachedTensor['data'];
  capacity: number;
  from: number;
}

function copyRows(past: PastTensor, source: Place, target: Place, count: number): void {
  const inner = innerOf(past);
  for (let outer = 0; outer < outerOf(past); outer++) {
    const start = (outer * source.capacity + source.from) * inner;
    const rows = source.data.subarray(start, start + count * inner);
    target.data.set(rows, (outer * target.capacity + target.from) * inner);
  }
}

function outerOf({ dims, sequenceAxis }: PastTensor): number {
  return dims.slice(0, sequenceAxis).reduce((product, size) => product * size, 1);
}

function innerOf({ dims, sequenceAxis }: PastTensor): number {
  return dims.slice(sequenceAxis + 1).reduce((product, size) => product * size, 1);
}
