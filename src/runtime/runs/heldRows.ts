/** Consecutive rows of one layer's attention, as one pass of the model gave them. */
export class AttentionRows {
  /**
   * @param first the first row's position
   * @param heads of the layer: how many, or the only one of them that is here
   * @param weights [heads, rows, first + rows], query by key; what follows lies in the future of all of these queries
   */
  constructor(
    readonly first: number,
    readonly rows: number,
    private readonly heads: { count: number } | { only: number },
    private readonly weights: Float32Array,
  ) {}

  /** Position after the last row. */
  get end(): number {
    return this.first + this.rows;
  }

  get bytes(): number {
    return this.weights.byteLength;
  }

  has(head: number, query: number): boolean {
    const isHere = 'only' in this.heads ? this.heads.only === head : head < this.heads.count;
    return isHere && query >= this.first && query < this.end;
  }

  /** [query + 1] what `query` pays to each key that it sees: a view. */
  row(head: number, query: number): Float32Array {
    const place = 'only' in this.heads ? 0 : head;
    const from = (place * this.rows + query - this.first) * this.end;
    return this.weights.subarray(from, from + query + 1);
  }

  /** A copy of one head's rows. */
  ofHead(head: number): AttentionRows {
    const size = this.rows * this.end;
    const place = 'only' in this.heads ? 0 : head;
    return new AttentionRows(
      this.first,
      this.rows,
      { only: head },
      this.weights.slice(place * size, (place + 1) * size),
    );
  }
}

/** Rows kept for another look, within a limit. What was not looked at for longest goes first: a layer, or a head of one. */
export class HeldRows {
  /** By layer, or layer and head; least recently used first. */
  private readonly strips = new Map<string, AttentionRows[]>();
  bytes = 0;

  /** @param limitBytes may change; what is beyond it goes when more comes */
  constructor(private readonly limitBytes: () => number) {}

  /** Counts as a use. */
  find(layer: number, head: number, query: number): AttentionRows | undefined {
    for (const key of [stripKey(layer), stripKey(layer, head)]) {
      const strip = this.strips.get(key);
      const rows = strip?.find((piece) => piece.has(head, query));
      if (!strip || !rows) continue;
      this.strips.delete(key);
      this.strips.set(key, strip);
      return rows;
    }
    return undefined;
  }

  /** @param head the only one that is in `rows`, or undefined for all */
  add(rows: AttentionRows, layer: number, head?: number): void {
    const key = stripKey(layer, head);
    const strip = this.strips.get(key) ?? [];
    strip.push(rows);
    this.strips.delete(key);
    this.strips.set(key, strip);
    this.bytes += rows.bytes;
    for (const oldest of this.strips.keys()) {
      if (this.bytes <= this.limitBytes() || oldest === key) return;
      this.replace(oldest, []);
    }
  }

  /** Forgets rows from position `length` on. */
  truncate(length: number): void {
    for (const [key, strip] of [...this.strips]) {
      if (strip.some(({ end }) => end > length))
        this.replace(
          key,
          strip.filter(({ end }) => end <= length),
        );
    }
  }

  private replace(key: string, pieces: AttentionRows[]): void {
    const sum = (strip: readonly AttentionRows[]) => strip.reduce((bytes, rows) => bytes + rows.bytes, 0);
    this.bytes += sum(pieces) - sum(this.strips.get(key) ?? []);
    if (pieces.length > 0) this.strips.set(key, pieces);
    else this.strips.delete(key);
  }
}

const stripKey = (layer: number, head?: number) => (head === undefined ? `${layer}` : `${layer}/${head}`);
