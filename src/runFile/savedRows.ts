import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../protocol/errors';
import type { PositionRange, Reading } from '../protocol/runs';
import { Rollouts } from '../runtime/attention/rollouts';
import type { RowBand, RowSource, RowsContext } from '../runtime/attention/rowSource';
import { plainProduct } from '../runtime/measure/rollout';
import { type SavedAttention, triangle } from './savedRun';

/** Weights that are looked at in one turn: some ten milliseconds' work. */
const weightsAtOnce = 2e6;

/** Two maps of 2,048 tokens. */
const rolloutBytes = 2 * 2048 ** 2 * Float32Array.BYTES_PER_ELEMENT;

/** Rows of the layers that a file holds, over the text's tokens: those of appended ones are not saved. */
export class SavedRows implements RowSource {
  readonly modelName: string;
  readonly layers: number;
  readonly heads: number;
  readonly ids: Int32Array;
  /** The host has no ONNX Runtime, and must not be kept busy for long. */
  readonly rollouts = new Rollouts(plainProduct, rolloutBytes);

  /** Throws `LoupeError('attentionUnavailable')`. */
  constructor(
    { attention, model, tokens }: Reading,
    private readonly saved: SavedAttention['layers'],
  ) {
    if (!attention.available) throw new LoupeError('attentionUnavailable', model, attention.reason);
    this.modelName = model;
    this.layers = attention.layers;
    this.heads = attention.heads;
    this.ids = tokens.ids;
  }

  /** Whether all layers are there. */
  get isWhole(): boolean {
    return this.saved.size === this.layers;
  }

  /** Fails with `savedWithoutLayer`, `savedWithoutLayers`, and `cancelled` between bands. */
  async *bands(
    layers: readonly number[],
    heads: readonly number[],
    { first, end }: PositionRange,
    { signal, progress }: RowsContext = {},
  ): AsyncGenerator<RowBand> {
    this.check(layers);
    const row: RowBand['row'] = (layer, head, query) => {
      const start = head * triangle(this.ids.length) + triangle(query);
      return this.layer(layer).subarray(start, start + query + 1);
    };
    const atOnce = Math.max(1, Math.floor(weightsAtOnce / (layers.length * heads.length * this.ids.length)));
    for (let query = first; query < end; ) {
      await nextTurn();
      if (signal?.aborted) throw new LoupeError('cancelled');
      const stop = Math.min(end, query + atOnce);
      yield { first: query, end: stop, row };
      query = stop;
      progress?.({ done: query - first, total: end - first });
    }
  }

  private check(layers: readonly number[]): void {
    const missing = layers.find((layer) => !this.saved.has(layer));
    if (missing === undefined) return;
    const there = [...this.saved.keys()].sort((a, b) => a - b).join(', ') || '–';
    throw layers.length === 1
      ? new LoupeError('savedWithoutLayer', missing, there)
      : new LoupeError('savedWithoutLayers', there);
  }

  /** [H, T (T + 1) / 2] */
  private layer(layer: number): Float32Array {
    const weights = this.saved.get(layer);
    if (!weights) throw new Error(`Layer ${layer} is not there`);
    return weights;
  }
}
