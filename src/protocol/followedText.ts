import type { SpecialReading, TokenizerRef } from './tokens';

/** A text that the runtime keeps, so that its tokens are counted while it is edited and only edits travel. */
export interface FollowTextParams {
  /** Another one for each text that is followed, and for the same one under another tokenizer. */
  id: number;
  text: string;
  tokenizer: TokenizerRef;
  special: SpecialReading;
}

/** Replaces the UTF-16 units from `start` to `end` − 1. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

export interface CountFollowedParams {
  id: number;
  /** UTF-16 units that the text has: a copy of another length is not counted. */
  length: number;
  /** What is counted as a text of its own; null for the whole. */
  range: { start: number; end: number } | null;
}

export interface TextCount {
  tokens: number;
  /** False: estimated in part, since the tokenizer reads no text of that length in parts. */
  exact: boolean;
}

/** Null where the text is not followed, or not any more as it is: it is to be sent again. */
export type FollowedCount = TextCount | null;
