import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import { attentionReasons } from '../../protocol/models';
import type { PositionRange } from '../../protocol/runs';
import { Rollouts } from '../attention/rollouts';
import type { RowBand, RowSource, RowsContext } from '../attention/rowSource';
import type { ForwardChunk, KvCache, LanguageModel } from '../model/languageModel';
import { nativeProduct } from '../model/nativeProduct';
import { AttentionRows, HeldRows } from './heldRows';

/** Rows that are computed together. */
const mostRows = 128;
/** Share of the budget that rows of all layers may take while they are computed. */
const passingShare = 1 / 4;

/**
 * Attention of all layers and heads over a run's tokens, appended ones included. Where all of it fits the budget, each pass over
 * the tokens leaves its rows here. Rows that are not here are computed anew when they are looked at: keys and values of the tokens
 * before them are in the run's cache, so a band of rows costs a pass over that band alone, and no more of it is held at once.
 */
export class AttentionMaps implements RowSource {
  readonly available = true;
  readonly layers: number;
  readonly heads: number;
  readonly rollouts: Rollouts;
  private readonly held: HeldRows;
  /** Changes when tokens are taken back: what was computed of them is of another text. */
  private version = 0;

  /**
   * @param ids of the run, which may grow and shrink
   * @param cache of the run
   */
  constructor(
    private readonly model: LanguageModel,
    readonly ids: readonly number[],
    private readonly cache: KvCache,
    private readonly budgetBytes: number,
  ) {
    this.layers = model.layers;
    this.heads = model.heads;
    this.rollouts = new Rollouts(nativeProduct, budgetBytes);
    this.held = new HeldRows(() => budgetBytes - this.rollouts.bytes);
  }

  get modelName(): string {
    return this.model.description.name;
  }

  /** T */
  get tokens(): number {
    return this.ids.length;
  }

  get bytes(): number {
    return this.held.bytes + this.rollouts.bytes;
  }

  /** Whether passes are to give attention, so that `add` can keep it: all of `tokens` tokens fits the budget. */
  fits(tokens: number): boolean {
    return this.bytesOf(this.layers * this.heads, tokens) <= this.budgetBytes;
  }

  /** Keeps what a pass gave, where it gave attention. */
  add({ first, rows, attention }: ForwardChunk): void {
    if (!attention) return;
    if (attention.length !== this.layers) throw new Error('The chunk has not the attention of all layers');
    for (const [layer, weights] of attention.entries())
      this.held.add(new AttentionRows(first, rows, { count: this.heads }, weights), layer);
  }

  /** Tokens from position `length` on were taken back. */
  truncate(length: number): void {
    this.version++;
    this.held.truncate(length);
    this.rollouts.forget();
  }

  /**
   * Rows of some heads of some layers, band by band. Those of one layer, or one head, stay for another look where they fit the budget.
   * Fails with `modelNotOpen`, `modelFailed`, and `cancelled` between bands.
   */
  async *bands(
    layers: readonly number[],
    heads: readonly number[],
    { first, end }: PositionRange,
    { signal, progress }: RowsContext = {},
  ): AsyncGenerator<RowBand> {
    const { version } = this;
    const ids = this.ids.slice(0, end);
    const whole = this.cache.fork();
    let cache = whole;
    for (let query = first; query < ids.length; ) {
      await nextTurn();
      if (signal?.aborted) throw new LoupeError('cancelled');
      const found = new Map<number, AttentionRows[]>();
      const missing: number[] = [];
      let stop = ids.length;
      for (const layer of layers) {
        const rows = heads.map((head) => this.held.find(layer, head, query));
        if (rows.every((one) => one !== undefined)) found.set(layer, rows);
        else missing.push(layer);
        for (const one of rows) if (one) stop = Math.min(stop, one.end);
      }
      if (missing.length > 0) {
        stop = Math.min(stop, query + this.rowsAtOnce(missing.length));
        if (cache.length !== query) {
          cache = whole.fork();
          cache.truncate(query);
        }
        const rows = await this.compute(missing, ids.slice(query, stop), cache, signal);
        if (version === this.version) this.keep(rows, missing, heads);
        for (const [i, layer] of missing.entries()) found.set(layer, Array(heads.length).fill(rows[i]));
      }
      const row: RowBand['row'] = (layer, head, at) => (found.get(layer) ?? [])[heads.indexOf(head)].row(head, at);
      yield { first: query, end: stop, row };
      query = stop;
      progress?.({ done: query - first, total: ids.length - first });
    }
  }

  /** One pass over `part` behind `cache`; the layers' rows in their order. */
  private async compute(
    layers: readonly number[],
    part: readonly number[],
    cache: KvCache,
    signal: AbortSignal | undefined,
  ): Promise<AttentionRows[]> {
    const computed: AttentionRows[] = [];
    const onChunk = ({ first, rows, attention = [] }: ForwardChunk) => {
      for (const weights of attention) computed.push(new AttentionRows(first, rows, { count: this.heads }, weights));
    };
    const wanted = { layers, from: cache.length };
    await this.model.forward(part, cache, { logits: 'none', attention: wanted, signal, onChunk });
    return computed;
  }

  /** Whole layers, if those that are looked at fit; else the head, if it is one. */
  private keep(rows: readonly AttentionRows[], layers: readonly number[], heads: readonly number[]): void {
    const fits = (count: number) => this.bytesOf(count, this.tokens) <= this.budgetBytes;
    for (const [i, layer] of layers.entries()) {
      if (fits(layers.length * this.heads)) this.held.add(rows[i], layer);
      else if (layers.length * heads.length === 1 && fits(1)) this.held.add(rows[i].ofHead(heads[0]), layer, heads[0]);
    }
  }

  /** A model that must read its prefix anew does so once. */
  private rowsAtOnce(layers: number): number {
    if (this.model.capabilities.cache === 'none') return this.tokens;
    const row = layers * this.heads * this.tokens * Float32Array.BYTES_PER_ELEMENT;
    return Math.min(mostRows, Math.max(1, Math.floor((this.budgetBytes * passingShare) / row)));
  }

  /** Of whole maps of so many heads. */
  private bytesOf(heads: number, tokens: number): number {
    return heads * tokens * tokens * Float32Array.BYTES_PER_ELEMENT;
  }
}

/** What was captured or can be, or why nothing. */
export type RunAttention = AttentionMaps | { available: false; reason: string };

/** Where the attention of a run is to be had; or the reason for there being none: the model shows none, or nobody wants it. */
export function prepareAttention(
  model: LanguageModel,
  { ids, cache }: { ids: readonly number[]; cache: KvCache },
  wanted: boolean,
  budgetBytes: number,
): RunAttention {
  const { attention } = model.capabilities;
  if (!attention.available) return attention;
  if (!wanted) return { available: false, reason: attentionReasons.notCaptured };
  return new AttentionMaps(model, ids, cache, budgetBytes);
}
