/** Pictures of attention maps. A map is [T, T] weights, query by key. */

/**
 * A map that comes row by row, reduced to min(size, T) cells a side, each the maximum of its weights, so that a single strong weight
 * stays visible at any scale. Cell i covers positions ⌊iT/size⌋ to ⌊(i+1)T/size⌋ − 1.
 */
export class MaxPool {
  /** Cells along an edge: min(size, T). */
  readonly edge: number;
  /** [edge, edge] */
  readonly values: Float32Array;
  /** [edge + 1] the first position of each cell, and T. */
  private readonly starts: Int32Array;
  private cell = 0;

  constructor(tokens: number, size: number) {
    const edge = Math.min(size, tokens);
    this.edge = edge;
    this.values = new Float32Array(edge * edge);
    this.starts = Int32Array.from({ length: edge + 1 }, (_, i) => Math.floor((i * tokens) / edge));
  }

  /**
   * Rows come in order.
   *
   * @param row weights from the first key on; those that are left out are 0
   */
  add(query: number, row: Float32Array): void {
    const { edge, starts, values } = this;
    while (query >= starts[this.cell + 1]) this.cell++;
    for (let i = 0; i < edge && starts[i] < row.length; i++) {
      const end = Math.min(starts[i + 1], row.length);
      let largest = values[this.cell * edge + i];
      for (let key = starts[i]; key < end; key++) if (row[key] > largest) largest = row[key];
      values[this.cell * edge + i] = largest;
    }
  }
}

/** Element-wise mean, summed in float64; the rows of the mean of row-stochastic maps sum to 1. At least one map, equally long. */
export function meanMap(maps: Iterable<Float32Array>): Float32Array {
  let sums: Float64Array | undefined;
  let count = 0;
  for (const map of maps) {
    sums ??= new Float64Array(map.length);
    for (let i = 0; i < sums.length; i++) sums[i] += map[i];
    count++;
  }
  if (!sums) throw new Error('A mean of no maps was asked for');
  return Float32Array.from(sums, (sum) => sum / count);
}

/** Element-wise maximum. Rows of it sum to more than 1 where maps differ. At least one map, equally long. */
export function maxMap(maps: Iterable<Float32Array>): Float32Array {
  let largest: Float32Array | undefined;
  for (const map of maps) {
    largest ??= map.slice();
    for (let i = 0; i < map.length; i++) if (map[i] > largest[i]) largest[i] = map[i];
  }
  if (!largest) throw new Error('A maximum of no maps was asked for');
  return largest;
}

/**
 * A row without its sink: the first key is taken out and the others divided by what is left. A row with nothing left, as the first
 * one of a causal map, becomes 0.
 */
export function rowWithoutSink(row: Float32Array): Float32Array {
  const result = new Float32Array(row.length);
  let rest = 0;
  for (let key = 1; key < row.length; key++) rest += row[key];
  if (rest <= 0) return result;
  for (let key = 1; key < row.length; key++) result[key] = row[key] / rest;
  return result;
}
