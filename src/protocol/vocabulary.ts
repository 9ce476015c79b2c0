import type { PackedBytes, TokenizerRef } from './tokens';

/**
 * Which tokens of a vocabulary: `byte` are those of one byte, `partial` those whose bytes are not whole UTF-8 characters. An id
 * without a token is none of them, nor of `all`.
 */
export type VocabularyKind = 'all' | 'special' | 'byte' | 'partial';

/** By id, or by the number of bytes, and by id where that is the same. */
export type VocabularyOrder = 'id' | 'longest' | 'shortest';

export interface VocabularyFilter {
  kind: VocabularyKind;
  /** Bytes in a row that the token holds; empty asks for none. */
  holds: Uint8Array;
  /** Ids `first` … `last`; null for all. */
  ids: { first: number; last: number } | null;
}

export interface VocabularyParams extends VocabularyFilter {
  tokenizer: TokenizerRef;
  order: VocabularyOrder;
  /** Rows `first` … `first + count − 1` of those that there are. */
  first: number;
  count: number;
}

/** N rows of a vocabulary that was filtered and sorted. */
export interface VocabularyPage {
  /** Rows that there are in all. */
  total: number;
  /** One more than the largest id. */
  vocabularySize: number;
  /** [N] */
  ids: Int32Array;
  bytes: PackedBytes;
  /** [N] 1 for special tokens */
  special: Uint8Array;
}
