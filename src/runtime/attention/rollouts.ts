import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { PositionRange } from '../../protocol/runs';
import { meanMap } from '../measure/attentionMaps';
import { type CausalProduct, identity, rolledRows } from '../measure/rollout';
import type { ChosenHeads } from './combinedHeads';
import type { RowBand, RowSource, RowsContext } from './rowSource';

/** Makes attention rollouts, which are made whole, and keeps the last one for another look at it. */
export class Rollouts {
  private last: { what: string; map: Float32Array } | null = null;
  private running: Promise<unknown> | null = null;
  /** Of maps that are being made. */
  private passingBytes = 0;
  /** Changes when what is kept, or under way, is not wanted any more. */
  private version = 0;

  /** @param limitBytes for at least two maps: a layer’s is made of that of the layer before */
  constructor(
    private readonly product: CausalProduct,
    private readonly limitBytes: number,
  ) {}

  /** Memory in use. */
  get bytes(): number {
    return this.passingBytes + (this.last?.map.byteLength ?? 0);
  }

  /** The source's tokens have changed. */
  forget(): void {
    this.version++;
    this.last = null;
  }

  /** [T, T] One is made at a time. Fails with `rolloutTooLarge`, `cancelled`, and as `RowSource.bands`. */
  async map(source: RowSource, chosen: ChosenHeads, context: RowsContext): Promise<Float32Array> {
    const { signal } = context;
    const cancelled = new Promise<void>((resolve) =>
      signal?.addEventListener('abort', () => resolve(), { once: true }),
    );
    // What another one is waiting for may be this very map.
    while (this.running) {
      await Promise.race([this.running, cancelled]);
      if (signal?.aborted) throw new LoupeError('cancelled');
    }
    const tokens = source.ids.length;
    const what = JSON.stringify([tokens, chosen]);
    if (this.last?.what === what) return this.last.map;
    this.last = null;
    const { version } = this;
    const making = this.make(source, chosen, tokens, context);
    const ended = making.then(
      () => {},
      () => {}, // Whoever asked for it is told.
    );
    this.running = ended;
    try {
      const map = await making;
      if (version === this.version) this.last = { what, map };
      return map;
    } finally {
      this.running = null;
      this.passingBytes = 0;
    }
  }

  private async make(
    source: RowSource,
    { layers, heads }: ChosenHeads,
    tokens: number,
    { signal, progress }: RowsContext,
  ): Promise<Float32Array> {
    const all = { first: 0, end: tokens };
    const atOnce = Math.min(layers.length, this.layersAtOnce(tokens));
    const passes = Math.ceil(layers.length / atOnce);
    const { version } = this;
    this.passingBytes = (atOnce + 1) * tokens ** 2 * Float32Array.BYTES_PER_ELEMENT;
    const maps = Array.from({ length: atOnce }, (): Float32Array => new Float32Array(tokens * tokens));
    let before: Float32Array = identity(tokens);
    for (let pass = 0; pass < passes; pass++) {
      const group = layers.slice(pass * atOnce, (pass + 1) * atOnce);
      const onPass = ({ done }: { done: number }) => progress?.({ done: pass * tokens + done, total: passes * tokens });
      for await (const band of source.bands(group, heads, all, { signal, progress: onPass })) {
        for (const rows of parts(band, this.product.rowsAtOnce(tokens))) {
          // A query sees none after it: what these rows need of the layer before is there.
          for (const [place, layer] of group.entries()) {
            await nextTurn();
            // Other tokens make another map.
            if (signal?.aborted || version !== this.version) throw new LoupeError('cancelled');
            const attention = meanRows(band, layer, heads, rows);
            const below = maps[place - 1] ?? before;
            maps[place].set(await rolledRows(attention, below, rows.end, this.product), rows.first * tokens);
          }
        }
      }
      const top = maps[group.length - 1];
      maps[group.length - 1] = before;
      before = top;
    }
    return before;
  }

  /** Layers that are rolled in one pass over the tokens: as many as half of the limit has room for. Throws `rolloutTooLarge`. */
  private layersAtOnce(tokens: number): number {
    const bytes = tokens ** 2 * Float32Array.BYTES_PER_ELEMENT;
    const [needed, most] = [Math.ceil((2 * bytes) / 1e6), Math.floor(this.limitBytes / 1e6)];
    if (2 * bytes > this.limitBytes) throw new LoupeError('rolloutTooLarge', tokens, needed, most);
    return Math.max(1, Math.floor(this.limitBytes / 2 / bytes) - 1);
  }
}

/** Of at most so many rows, in order. */
function parts({ first, end }: PositionRange, most: number): PositionRange[] {
  const count = Math.ceil((end - first) / most);
  return Array.from({ length: count }, (_, i) => ({
    first: first + i * most,
    end: Math.min(first + (i + 1) * most, end),
  }));
}

/** [rows, end] */
function meanRows(band: RowBand, layer: number, heads: readonly number[], { first, end }: PositionRange): Float32Array {
  const rows = new Float32Array((end - first) * end);
  for (let query = first; query < end; query++)
    rows.set(meanMap(heads.map((head) => band.row(layer, head, query))), (query - first) * end);
  return rows;
}
