import type { TokenSpan } from './tokenLookup';
import type { PackedBytes } from './tokens';

/** How a token of a text came to be, told for the whole word that it stands in. */
export interface TokenOrigin {
  /** The encoding's or the model's name, for people. */
  tokenizer: string;
  /** The token asked about. */
  index: number;
  /** The tokens of the word. */
  word: TokenSpan;
  /**
   * What bounds the word: the tokenizer's own `split` of the text before it looks for tokens; where it does not split the text,
   * the `whiteSpace` around the token, which the tokenizer need not stop at; `nearby`: it is longer than what is told of.
   */
  bounds: 'split' | 'whiteSpace' | 'nearby';
  how: MergeOrigin | UnigramOrigin | WordPieceOrigin | NoOrigin;
}

/** Tokens with their bytes. */
export interface TokenPieces {
  ids: Int32Array;
  bytes: PackedBytes;
}

/** Byte-pair encoding: of all neighbours that can be merged, the pair of the lowest rank is, the leftmost of equals, until none can. */
export interface MergeOrigin {
  kind: 'merges';
  /** What a rank counts: the place in the tokenizer's list of merges, from 0, or the merged token's id (OpenAI's encodings). */
  rank: 'merge' | 'id';
  /** What merging starts from: bytes or characters. */
  symbols: TokenPieces;
  steps: MergeStep[];
  /**
   * Set where the tokenizer has the word as one token and took that at once, as OpenAI's encodings do and `ignore_merges` asks
   * for: the merges would have led to the same token, or not.
   */
  taken: 'same' | 'otherwise' | null;
}

/** Symbols `start` … `middle` − 1 and `middle` … `end` − 1 become one. */
export interface MergeStep {
  start: number;
  middle: number;
  end: number;
  rank: number;
  id: number;
}

/** Unigram: of all ways to cut the word into pieces of the vocabulary, the one with the largest sum of scores. */
export interface UnigramOrigin {
  kind: 'unigram';
  /** Best first: what the tokenizer took, then its rivals. */
  segmentations: Segmentation[];
}

export interface Segmentation extends TokenPieces {
  /** A piece's log probability, natural. */
  scores: Float64Array;
  /** Their sum. */
  total: number;
}

/** WordPiece: at each place the longest piece of the vocabulary that fits. */
export interface WordPieceOrigin {
  kind: 'wordPiece';
  steps: WordPieceStep[];
  /** Marks pieces that go on a word: `##`. */
  prefix: string;
  /** Why the word became the unknown token; null where it did not. */
  failure: 'noPiece' | 'tooLong' | null;
}

export interface WordPieceStep {
  /** What was left of the word. */
  rest: string;
  /** The longest piece at its start, with the prefix where it goes on; null where there is none. */
  piece: string | null;
  id: number | null;
  /** How many longer beginnings were looked for first. */
  longer: number;
}

/** There is nothing to tell, and why. */
export interface NoOrigin {
  kind: 'none';
  /**
   * `added` by the tokenizer itself; `matched` in the text as a whole, before anything is split (markup, runs of spaces); looked up as a
   * whole word (`wordLevel`); `unknown` to the vocabulary; merges left out at random (`dropout`); or what we would tell `differs` from
   * what the tokenizer gives, and is not told.
   */
  reason: 'added' | 'matched' | 'wordLevel' | 'unknown' | 'dropout' | 'differs';
}
