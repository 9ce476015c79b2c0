import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { ModelCapabilities, ModelDescription } from '../../protocol/models';
import type { AttentionWeights, Decoder, RunResult, Wanted } from './graphRunner';
import { type KeyHeads, keyHeadsOf } from './keyHeads';
import type {
  AttentionRequest,
  ForwardChunk,
  ForwardOptions,
  Interventions,
  LanguageModel,
  Queries,
} from './languageModel';
import type { ModelFolder } from './modelFolder';
import { nativeMessage } from './nativeRuntime';
import type { Intervening } from './openIntervening';
import { headQueries } from './queryCheck';
import { type CheckedGraph, createCache } from './selfCheck';
import { type DecoderCache, nothingPast } from './tokenCache';
import type { UnembeddingRunner } from './unembeddingRunner';

/** What a model is made of once its files were opened and checked. */
export interface ModelParts extends CheckedGraph {
  decoder: Decoder;
  /** Null where there are no residuals either. */
  unembedding: UnembeddingRunner | null;
  openIntervening(): Promise<Intervening>;
}

/** Tokens per native run: short enough to cancel between, long enough to cost nothing measurable. */
const chunkTokens = 128;

export class OnnxLanguageModel implements LanguageModel {
  readonly description: ModelDescription;
  readonly capabilities: ModelCapabilities;
  readonly layers: number;
  readonly heads: number;
  readonly additions: LanguageModel['additions'];
  readonly vocabularySize: number;
  readonly context: number;
  readonly startToken: number | null;
  readonly endTokens: readonly number[];
  private readonly incremental: boolean;
  private open = true;

  private readonly decoder: Decoder;
  private readonly unembedding: UnembeddingRunner | null;
  private readonly openIntervening: ModelParts['openIntervening'];
  private intervening: Promise<Intervening> | null = null;

  constructor(
    { description, config }: ModelFolder,
    { decoder, unembedding, openIntervening, attention, residuals, vocabularySize, incremental }: ModelParts,
    private readonly onChunk: (ms: number) => void,
  ) {
    this.description = description;
    this.decoder = decoder;
    this.unembedding = unembedding;
    this.openIntervening = openIntervening;
    this.capabilities = {
      attention: attention.available ? { available: true } : attention,
      residuals,
      cache: !incremental ? 'none' : decoder.rowPlace ? 'newRows' : 'wholeTensors',
    };
    this.layers = attention.available ? attention.layers : config.layers;
    this.heads = attention.available ? attention.heads : config.heads;
    const { middles, additive } = decoder.probes;
    this.additions = !(residuals.available && additive) ? 'none' : middles.length === this.layers ? 'halves' : 'blocks';
    this.vocabularySize = vocabularySize;
    this.incremental = incremental;
    this.context = config.context;
    this.startToken = config.startToken;
    this.endTokens = config.endTokens;
  }

  createCache(): DecoderCache {
    return createCache(this.decoder);
  }

  async forward(ids: ArrayLike<number>, cache: DecoderCache, options: ForwardOptions): Promise<void> {
    const all = Array.from(ids);
    this.check(all, cache, options);
    // A graph that must read its prefix anew is run once: chunks would multiply the work.
    const step = this.incremental ? chunkTokens : all.length;
    const decoder = await this.decoderFor(options);
    const request = this.attentionRequest(options);
    const before = cache.length;
    for (let start = 0, end = 0; start < all.length; start = end) {
      await nextTurn();
      if (options.signal?.aborted) throw new LoupeError('cancelled');
      if (!this.open) throw new LoupeError('modelNotOpen', this.description.name);
      end = Math.min(start + step, all.length);
      // A chunk is captured whole or not at all.
      const from = request.from - before;
      if (this.incremental && start < from && from < end) end = from;
      const logits = options.logits === 'last' && end < all.length ? 'none' : options.logits;
      const layers = cache.length + (end - start) > request.from ? request.layers : [];
      const result = await this.run(decoder, all.slice(start, end), cache, { ...options, logits }, layers);
      options.onChunk?.(result);
    }
  }

  async unembed(states: Float32Array): Promise<Float32Array> {
    const { name } = this.description;
    if (!this.open) throw new LoupeError('modelNotOpen', name);
    const { residuals } = this.capabilities;
    if (this.unembedding) return this.unembedding.run(states);
    throw new LoupeError('residualsUnavailable', name, residuals.available ? '' : residuals.reason);
  }

  async interventions(): Promise<Interventions> {
    return (await this.openParts()).can;
  }

  async queries(): Promise<Queries> {
    return (await this.openParts()).queries;
  }

  keyHeads(cache: DecoderCache, layer: number, kind: 'key' | 'value'): KeyHeads | null {
    if (!this.incremental) return null;
    return keyHeadsOf(this.decoder.signature.past, (index) => cache.tensor(index), layer, kind);
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
    this.decoder.dispose();
    this.unembedding?.dispose();
    // One that fails to open holds nothing; whoever asked for it was told.
    this.intervening?.then(({ decoder }) => decoder?.dispose()).catch(() => {});
  }

  private async openParts(): Promise<Intervening> {
    const { name } = this.description;
    if (!this.open) throw new LoupeError('modelNotOpen', name);
    this.intervening ??= this.openIntervening();
    try {
      return await this.intervening;
    } catch (error) {
      // There may be more memory free next time.
      this.intervening = null;
      throw this.open ? error : new LoupeError('modelNotOpen', name);
    }
  }

  /** The plain decoder, unless a part is to be changed or looked at. */
  private async decoderFor({ headOutputs, queries, interventions }: ForwardOptions): Promise<Decoder> {
    if (headOutputs === undefined && queries === undefined && !interventions) return this.decoder;
    const { decoder } = await this.openParts();
    if (!decoder) throw new Error('Parts of this model cannot be changed');
    return decoder;
  }

  /** No layers for no attention. */
  private attentionRequest({ attention = false }: ForwardOptions): AttentionRequest {
    if (typeof attention === 'object') return attention;
    return { layers: attention ? Array.from({ length: this.layers }, (_, layer) => layer) : [], from: 0 };
  }

  private check(ids: readonly number[], cache: DecoderCache, options: ForwardOptions): void {
    const total = cache.length + ids.length;
    if (total > this.context) throw new LoupeError('tooLong', total, this.description.name, this.context);
    const { attention, residuals } = this.capabilities;
    if (options.attention && !attention.available) {
      throw new LoupeError('attentionUnavailable', this.description.name, attention.reason);
    }
    if (options.residuals && !residuals.available) {
      throw new LoupeError('residualsUnavailable', this.description.name, residuals.reason);
    }
    const foreign = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id < this.vocabularySize));
    if (foreign !== undefined) throw new LoupeError('tokenOutOfRange', foreign, this.vocabularySize);
  }

  /** Runs one chunk and appends it to the cache. */
  private async run(
    decoder: Decoder,
    ids: number[],
    cache: DecoderCache,
    { logits, residuals = false, middles = false, headOutputs, queries, interventions }: ForwardOptions,
    attention: readonly number[],
  ): Promise<ForwardChunk> {
    const first = cache.length;
    const wanted: Wanted = {
      logits,
      attention,
      residuals: residuals ? 'all' : 'none',
      middles,
      headOutputs,
      queries,
      interventions,
      present: this.incremental,
    };
    const shows = attention.length > 0 || residuals || headOutputs !== undefined || queries !== undefined;
    const isNeeded = this.incremental || shows || logits !== 'none';
    const result = isNeeded ? await this.runGraph(decoder, ids, cache, wanted) : undefined;
    if (result) this.onChunk(result.ms);
    cache.append(ids, result?.present ?? []);
    return {
      first,
      rows: ids.length,
      logits: result ? this.lastRows(result, logits === 'all' ? ids.length : 1) : new Float32Array(0),
      attention:
        attention.length > 0 ? result?.attention.map((weights) => lastQueries(weights, ids.length)) : undefined,
      residuals: residuals
        ? result?.residuals.map(({ values, width }) => lastStates(values, ids.length * width))
        : undefined,
      middles: middles ? result?.middles.map(({ values, width }) => lastStates(values, ids.length * width)) : undefined,
      headOutputs: result?.headOutputs
        ? lastStates(result.headOutputs.values, ids.length * result.headOutputs.width)
        : undefined,
      queries: result?.queries ? await this.queryRows(result.queries) : undefined,
    };
  }

  private async queryRows(given: NonNullable<RunResult['queries']>): Promise<Float32Array | undefined> {
    const queries = await this.queries();
    return (queries.available && headQueries(given, this.heads, queries.size)) || undefined;
  }

  private async runGraph(decoder: Decoder, ids: number[], cache: DecoderCache, wanted: Wanted): Promise<RunResult> {
    try {
      if (!this.incremental) return await decoder.run([...cache.tokens, ...ids], nothingPast, wanted);
      const past = cache.kept(false);
      // Where the room counts as positions, they may not be more than the graph has.
      const fits = decoder.rowPlace !== 'afterRoom' || past.capacity + ids.length <= this.context;
      return await decoder.run(ids, fits ? past : cache.kept(true), wanted);
    } catch (error) {
      const { name } = this.description;
      // The native call starts a turn of the event loop later: the model may have been closed in it.
      if (!this.open) throw new LoupeError('modelNotOpen', name);
      throw new LoupeError('modelFailed', name, nativeMessage(error));
    }
  }

  /** The last `rows` rows of logits, where logits were fetched. */
  private lastRows({ logits }: RunResult, rows: number): Float32Array {
    const length = rows * this.vocabularySize;
    return logits.length <= length ? logits : logits.slice(-length);
  }
}

/** The last numbers: a graph that reads its whole prefix anew gives the states of all of it. */
function lastStates(values: Float32Array, length: number): Float32Array {
  return values.length === length ? values : values.slice(-length);
}

/** [heads, rows, keys] of the last `rows` queries. */
function lastQueries({ values, heads, queries, keys }: AttentionWeights, rows: number): Float32Array {
  if (queries === rows) return values;
  const kept = new Float32Array(heads * rows * keys);
  for (let head = 0; head < heads; head++) {
    const end = (head + 1) * queries * keys;
    kept.set(values.subarray(end - rows * keys, end), head * rows * keys);
  }
  return kept;
}
