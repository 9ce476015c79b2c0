import type { ChatTemplate } from './chatTemplate';
import type { Tokenizer } from './tokenizer';

/** The tokenizer in a model's folder. */
export interface ModelTokenizer extends Tokenizer {
  /** Null where the model has none. */
  readonly chatTemplate: ChatTemplate | null;
  /** The id of a token by its content, `</think>` say; null where the vocabulary has no such token. */
  idOf(token: string): number | null;
}

/**
 * Opens `tokenizer.json` in `folder`; the same folder opens once.
 * Throws `LoupeError` `tokenizerMissing`, `tokenizerBroken` or `tokenizerTooLarge`.
 */
export function openModelTokenizer(folder: string): Promise<ModelTokenizer> {
  return Promise.reject(new Error(`not there yet: ${folder}`));
}
