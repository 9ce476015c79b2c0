/** How the weights of a block become one cell's value. */
export type Pooling = 'max' | 'mean';

/**
 * A part of a map that comes row by row, reduced to blocks of block × block weights, those at the edges smaller: each cell is the
 * largest of its weights or their mean. A block of 1 leaves the weights as they are.
 */
export class BlockPool {
  /** Cells. */
  readonly rows: number;
  readonly columns: number;
  private readonly cells: Float64Array;

  /**
   * @param queries from the first up to the end
   * @param keys likewise
   */
  constructor(
    private readonly queries: { first: number; end: number },
    private readonly keys: { first: number; end: number },
    private readonly block: number,
    private readonly pooling: Pooling,
  ) {
    this.rows = Math.ceil((queries.end - queries.first) / block);
    this.columns = Math.ceil((keys.end - keys.first) / block);
    this.cells = new Float64Array(this.rows * this.columns);
  }

  /** @param row weights from key 0 on; those that are left out are 0 */
  add(query: number, row: Float32Array): void {
    const { block, cells, keys, columns } = this;
    const start = Math.floor((query - this.queries.first) / block) * columns;
    const end = Math.min(keys.end, row.length);
    for (let key = keys.first, cell = start; key < end; cell++) {
      let largest = 0;
      let sum = 0;
      for (const stop = Math.min(key + block, end); key < stop; key++) {
        const weight = row[key];
        if (weight > largest) largest = weight;
        sum += weight;
      }
      cells[cell] = this.pooling === 'mean' ? cells[cell] + sum : Math.max(cells[cell], largest);
    }
  }

  /** [rows, columns] */
  get values(): Float32Array {
    if (this.pooling === 'max') return Float32Array.from(this.cells);
    const extent = ({ first, end }: { first: number; end: number }, index: number) =>
      Math.min(this.block, end - first - index * this.block);
    return Float32Array.from(this.cells, (sum, cell) => {
      const row = Math.floor(cell / this.columns);
      return sum / (extent(this.queries, row) * extent(this.keys, cell % this.columns));
    });
  }
}
