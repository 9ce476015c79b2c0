import type { Disposable } from '../../protocol/disposable';
import type { Capability, ModelCapabilities, ModelDescription } from '../../protocol/models';
import type { KeyHeads } from './keyHeads';
import type { InterventionPoint } from './onnx/interventions';

/** Who a model is, apart from its files. */
export type ModelIdentity = Pick<ModelDescription, 'id' | 'name' | 'source'>;

/** A loaded decoder-only model. One native session; any number of caches. */
export interface LanguageModel extends Disposable {
  readonly description: ModelDescription;
  readonly capabilities: ModelCapabilities;
  /** As the graph yields them where attention is available, else as config.json says. */
  readonly layers: number;
  /** Query heads, likewise. */
  readonly heads: number;
  /**
   * How what each block adds to the residual stream can be told: its attention and feed-forward apart, both as one, or not at all,
   * since it normalises the stream too or no residuals are available.
   */
  readonly additions: 'halves' | 'blocks' | 'none';
  /** Width of a row of logits. */
  readonly vocabularySize: number;
  /** Tokens that the model reads at most, cache included. */
  readonly context: number;
  /** config.json's `bos_token_id`. */
  readonly startToken: number | null;
  /** The `eos_token_id`s of generation_config.json and config.json. */
  readonly endTokens: readonly number[];

  createCache(): KvCache;

  /**
   * Runs `ids` after what `cache` holds, in chunks, and appends them to the cache. Between chunks the event loop turns,
   * so that a message that aborts `signal` can arrive. One `forward` at a time per cache.
   * Fails with `tooLong`, `tokenOutOfRange`, `attentionUnavailable`, `residualsUnavailable` before anything runs; with `cancelled` or (after `dispose`)
   * `modelNotOpen` between chunks; with `modelFailed` where the graph does, as for positions that config.json claims and the
   * graph does not have. The cache then holds the chunks that were done.
   */
  forward(ids: ArrayLike<number>, cache: KvCache, options: ForwardOptions): Promise<void>;

  /**
   * Logits [n, vocabulary] of states [n, width] of the residual stream, as if the last block had given them (logit lens).
   * Fails with `residualsUnavailable`, `modelNotOpen`.
   */
  unembed(states: Float32Array): Promise<Float32Array>;

  /**
   * Which parts `forward` can change. Opens a session of its own the first time, which takes about the memory of the model again
   * and stays until `dispose`. Fails with `modelTooLarge`, `modelNotOpen`.
   */
  interventions(): Promise<Interventions>;

  /** What is known of queries; in the same session, and with the same failures. */
  queries(): Promise<Queries>;

  /** Keys or values of a layer in a cache; null where the graph keeps them in another form, or none. Keys are as they are multiplied with queries. */
  keyHeads(cache: KvCache, layer: number, kind: 'key' | 'value'): KeyHeads | null;
}

/** How weights come about: softmax over the keys of query · key × scale. */
export type Queries =
  | {
      available: true;
      /** Numbers of a query and of a key. */
      size: number;
      /** [layers] */
      scales: readonly number[];
      /** [layers]: whether positions were rotated into queries and keys. */
      rotated: readonly boolean[];
    }
  | { available: false; reason: string };

/** What can be changed in every layer. */
export interface Interventions {
  heads: { available: true /** Numbers that each head gives. */; size: number } | { available: false; reason: string };
  /** What attention and feed-forward add to the residual stream. */
  contributions: Capability;
}

/**
 * A change of a part of a block: its output is multiplied by `keep`, then `offset` is added, for each token alike. Either is [1] or
 * [width]; of heads the width is that of all side by side.
 */
export interface Intervention extends InterventionPoint {
  keep: Float32Array;
  offset: Float32Array;
}

export interface ForwardOptions {
  /** Rows of logits that `onChunk` is given: all, the last token's only, or none. */
  logits: 'all' | 'last' | 'none';
  /** Give attention too: all of it, or as much as is asked for. */
  attention?: boolean | AttentionRequest;
  /** Give the residual stream too. */
  residuals?: boolean;
  /** Give it between each block's attention and feed-forward too; only where `additions` is `halves`. */
  middles?: boolean;
  /** Give the heads' outputs of this layer too; only where `interventions` says that heads are available. */
  headOutputs?: number;
  /** Give the queries of this layer too; only where `queries` says that they are available. */
  queries?: number;
  /** Run with these parts changed; only those that `interventions` says are available. */
  interventions?: readonly Intervention[];
  signal?: AbortSignal;
  onChunk?(chunk: ForwardChunk): void;
}

/** Which attention a forward pass is to give. What is left out costs nothing. */
export interface AttentionRequest {
  layers: readonly number[];
  /** The first position, counted from the start of the cache, whose row is wanted. */
  from: number;
}

/** What one chunk of a forward pass gave. Its arrays are the caller's to keep. */
export interface ForwardChunk {
  /** Position of the chunk's first token, counted from the start of the cache. */
  first: number;
  /** Tokens in the chunk. */
  rows: number;
  /** [rows, vocabulary]; [1, vocabulary] in the last chunk and [0] in the others for `last`; [0] for `none`. */
  logits: Float32Array;
  /** Per layer that was asked for, [heads, rows, first + rows]: softmaxed weights, query by key. Absent before the first wanted row. */
  attention?: Float32Array[];
  /** [layers + 1] of [rows, width]: after the embedding, then after each block, before the final norm. Present when asked for. */
  residuals?: Float32Array[];
  /** [layers] of [rows, width]: within each block, after its attention. Present when asked for. */
  middles?: Float32Array[];
  /** [rows, heads × head size]: each head's weights times its values, before the output projection and before a change. Present when asked for. */
  headOutputs?: Float32Array;
  /** [heads, rows, size]: as they are multiplied with the keys, before the scale. Present when asked for. */
  queries?: Float32Array;
}

/** Keys and values of the tokens read so far. Garbage-collected; nothing native is held. */
export interface KvCache {
  /** Tokens held. */
  readonly length: number;
  /** Memory in use. */
  readonly bytes: number;
  /** Forgets the tokens from position `length` on. */
  truncate(length: number): void;
  /** An independent cache with the same content; costs no copy. */
  fork(): KvCache;
}
