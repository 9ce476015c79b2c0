import type { PackedBytes, SpecialReading, TokenTable, TokenText } from './tokens';

export interface ReadParams {
  /** Chosen by the caller; tensors stay in the runtime under it until `free`. */
  runId: string;
  /** Model id or folder. */
  model: string;
  text: string;
  special: SpecialReading;
  /** How many alternatives to give per position. */
  topK: number;
  /** Keep attention of all layers and heads for later slices. */
  captureAttention: boolean;
  /** Which part to use of a text beyond the model's context; `refuse` answers with `tooLong`. */
  beyondContext: 'refuse' | 'start' | 'end';
}

/**
 * One teacher-forced pass over T tokens. Entry i belongs to the distribution that predicted token i, so index 0 has none.
 * Logs are natural; logprob, rank and entropy are raw, before temperature.
 */
export interface Reading {
  runId: string;
  model: string;
  vocabularySize: number;
  lossless: boolean;
  /** Offsets refer to the text that was passed in. */
  tokens: TokenTable;
  /** Range of the text that was read, in UTF-16 offsets; the whole text unless it was beyond the context. */
  used: { start: number; end: number };
  /** Tokens of the whole text. */
  totalTokens: number;
  context: number;
  /** [T] NaN at 0 */
  logprobs: Float32Array;
  /** [T] 1 + number of strictly larger logits; 0 at index 0 */
  ranks: Int32Array;
  /** [T] nats; NaN at 0 */
  entropies: Float32Array;
  /** Alternatives per position, best first: [T, K] ids (-1 in row 0), log-probabilities, bytes. */
  top: { count: number; ids: Int32Array; logprobs: Float32Array; bytes: PackedBytes };
  totals: ReadingTotals;
  attention: { available: true; layers: number; heads: number } | { available: false; reason: string };
  /** Whether `lens` can be asked, and of how many blocks. */
  residuals: { available: true; layers: number } | { available: false; reason: string };
}

export interface ReadingTotals {
  tokens: number;
  /** Tokens that have a predecessor. */
  scored: number;
  /** Sum over the scored tokens, nats. */
  surprisal: number;
  /** exp(mean surprisal); null when nothing was scored. */
  perplexity: number | null;
  /** Surprisal in bits per UTF-8 byte of the scored text; null when nothing was scored. */
  bitsPerByte: number | null;
}

/** How probabilities are reshaped before sampling, applied in this order, as Hugging Face does. */
export interface Sampling {
  /** 0 is greedy. */
  temperature: number;
  /** Keep the k largest; 0 keeps all. */
  topK: number;
  /** Keep the smallest set with mass ≥ p; 1 keeps all. */
  topP: number;
}

export interface DistributionParams {
  runId: string;
  sampling: Sampling;
  /** Rows to give, best first. */
  count: number;
  /** Literal text of a token to look up; every token that starts its tokenization is ranked. */
  find?: string;
}

/** The distribution after the run's last token, appended ones included. */
export interface Distribution {
  /** Tokens before this position: those of the text and those appended. */
  length: number;
  entropy: number;
  rows: DistributionRow[];
  /** All tokens without a row. `finalProbability` is after reshaping. */
  rest: { count: number; probability: number; finalProbability: number };
  /** The tokens of the looked-up text, in order; only the first one's probability is that of the next token. */
  found: DistributionRow[];
}

export interface DistributionRow extends TokenText {
  logit: number;
  logprob: number;
  rank: number;
  /** After temperature, top-k and top-p; 0 where cut. */
  finalProbability: number;
  cutBy: 'topK' | 'topP' | null;
}

export interface AppendParams {
  runId: string;
  /** A chosen token, or one sampled: the same seed gives the same token at the same position. */
  choice: { tokenId: number } | { sampling: Sampling; seed: number };
}

/** A token that was generated or forced, with the raw distribution it came from. */
export interface GeneratedToken extends TokenText {
  logprob: number;
  rank: number;
  entropy: number;
  /** True for the model's end tokens. */
  end: boolean;
}

export interface OverviewParams {
  runId: string;
  /** Edge length of a thumbnail; larger maps are reduced by the maximum of each cell. */
  size: number;
  dropSink: boolean;
  /** Over the first so many tokens of the run, appended ones included; all without it. */
  tokens?: number;
}

export interface AttentionOverview {
  layers: number;
  heads: number;
  /** Edge length in use: min(size, T). */
  size: number;
  /** [layers, heads, size, size] */
  thumbnails: Float32Array;
  statistics: HeadStatistics;
}

/** Per-head scores, each [layers × heads]; definitions are in docs and in `src/runtime/measure/heads.ts`. NaN where undefined on this text. */
export interface HeadStatistics {
  previousToken: Float32Array;
  duplicateToken: Float32Array;
  induction: Float32Array;
  sink: Float32Array;
  /** Mean row entropy, nats. */
  entropy: Float32Array;
  /** Mean distance in tokens. */
  distance: Float32Array;
}

/** Layers from `first` to `last`, both included. */
export interface LayerRange {
  first: number;
  last: number;
}

/**
 * How several maps become one: their mean; the largest weight of each cell, whose rows do not sum to 1; or attention rollout
 * (Abnar & Zuidema 2020), which is over all heads and, for decoders, an approximation.
 */
export type Combination = 'mean' | 'max' | 'rollout';

/** Whose weights: one head's, or those of several as one map. */
export interface HeadChoice {
  layer: number | 'all' | LayerRange;
  head: number | 'all';
  /** Of several; the mean where nothing is said. */
  combine?: Combination;
  /** Take the first token out of what came of it, and renormalise each row. */
  dropSink: boolean;
}

export interface HeadParams extends HeadChoice {
  runId: string;
  /** Over the first so many tokens of the run, appended ones included; all without it. */
  tokens?: number;
}

/** The weights of one head, or of several as one map. */
export interface AttentionMap {
  tokens: number;
  /** [query, key], row sums 1 but for a maximum's */
  values: Float32Array;
}

/** Positions from `first` up to `end`. */
export interface PositionRange {
  first: number;
  end: number;
}

export interface SliceParams extends HeadChoice {
  runId: string;
  queries: PositionRange;
  keys: PositionRange;
  /** At most so many along an edge: what has more weights is reduced to blocks of them. */
  cells: number;
  /** A block's value: the largest of its weights, or their mean. */
  pooling: 'max' | 'mean';
  /** Tokens that it is of, rising, as if there were no others: `queries` and `keys` are then places in this list. */
  among?: readonly number[];
}

/** A part of one head's weights. */
export interface AttentionSlice {
  /** What was asked for, as far as the run goes. */
  queries: PositionRange;
  keys: PositionRange;
  /** Tokens along an edge of a cell; 1: these are the weights themselves. */
  block: number;
  /** Cells: ceil(queries / block). */
  rows: number;
  columns: number;
  /** [rows, columns] */
  values: Float32Array;
}

/** What heads do where a random text is repeated, which natural text would hide. */
export interface HeadProbe {
  layers: number;
  heads: number;
  /** Tokens of the random part, each once; it is read twice. Ids as the model read them, those that its tokenizer adds included. */
  length: number;
  ids: Int32Array;
  statistics: HeadStatistics;
}
