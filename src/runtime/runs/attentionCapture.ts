import type { ForwardChunk } from '../model/languageModel';

/** Joins the attention of chunks, each [heads, rows, first + rows] per layer, to one [heads, T, T] per layer. */
export class AttentionCapture {
  readonly layers: Float32Array[];

  constructor(
    layers: number,
    private readonly heads: number,
    private readonly tokens: number,
  ) {
    this.layers = Array.from({ length: layers }, () => new Float32Array(heads * tokens * tokens));
  }

  add({ first, rows, attention }: ForwardChunk): void {
    if (!attention) throw new Error('The chunk has no attention, though it was asked for');
    const keys = first + rows;
    for (const [layer, values] of attention.entries()) {
      for (let head = 0; head < this.heads; head++) {
        for (let row = 0; row < rows; row++) {
          const from = (head * rows + row) * keys;
          // Keys beyond the chunk lie in the future of its queries: their weights stay 0.
          this.layers[layer].set(values.subarray(from, from + keys), (head * this.tokens + first + row) * this.tokens);
        }
      }
    }
  }
}
