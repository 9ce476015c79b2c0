import type { PackedBytes, TokenText } from './tokens';

export interface LensParams {
  runId: string;
  /** Positions `first` … `end` − 1 of the run's tokens, appended ones included; what lies beyond them is left out. */
  first: number;
  end: number;
  /** Tokens to give per cell, best first; at least 1. */
  topK: number;
  /** A token to follow besides the final answer: the one that comes next in the text, or the first one of a literal text. */
  follow?: 'next' | { text: string };
}

/**
 * What the model would predict at n positions, were it to stop early: softmax(W_U · norm_final(h)) of each state h of the
 * residual stream. State 0 is that after the embedding, state s that after block s − 1, so S = blocks + 1. Raw: before
 * temperature; logs are natural. Source: logit lens, nostalgebraist 2020
 */
export interface Lens {
  /** The first of the positions. */
  first: number;
  /** n */
  positions: number;
  /** S */
  states: number;
  /** [S, n, K] ids (-1 beyond the last), log-probabilities */
  top: { count: number; ids: Int32Array; logprobs: Float32Array };
  /** [S, n] nats, over the whole vocabulary */
  entropies: Float32Array;
  /** What the last state predicts at each position. */
  answer: FollowedToken;
  followed: FollowedToken | null;
  /** [n] The state from which on the final answer leads, in all that follow too. */
  firstLeads: Int32Array;
  /** The tokens of the literal text to follow, in order. */
  named: TokenText[];
  /** Every token that occurs above, by rising id. */
  texts: { ids: Int32Array; bytes: PackedBytes };
}

/** How probable each state finds one token a position. */
export interface FollowedToken {
  /** [n] -1 where there is none */
  ids: Int32Array;
  /** [S, n] NaN where there is none */
  logprobs: Float32Array;
  /** [S, n] 1 + number of strictly larger logits; 0 where there is none */
  ranks: Int32Array;
}

export interface AttributionParams {
  runId: string;
  position: number;
  /** Whose logit is taken apart. */
  tokenId: number;
}

/** Several tokens at one position: what takes long is done once. */
export interface AttributionsParams extends Omit<AttributionParams, 'tokenId'> {
  tokenIds: readonly number[];
}

/**
 * Direct logit attribution: what each addition to the residual stream at one position gives directly to one token's logit there.
 * The final norm divides by a number that depends on the whole state; held at what it is there, the logit is linear in the state,
 * so `constant` and the parts sum to it exactly. What an addition does by way of later layers counts as theirs.
 * Source: Elhage et al. 2021, A Mathematical Framework for Transformer Circuits; TransformerLens
 */
export interface Attribution {
  tokenId: number;
  logit: number;
  /** Owed to no part: offsets of the final norm and of the unembedding. */
  constant: number;
  /** In the order of the additions. */
  parts: LogitPart[];
}

export interface LogitPart {
  /** `block` where its attention and feed-forward are added at once. */
  kind: 'embedding' | 'attention' | 'feedForward' | 'block';
  /** Null for the embedding. */
  layer: number | null;
  logit: number;
}
