import type { TokenOrigin } from '../../protocol/tokenOrigin';
import type { SpecialReading, Tokenization, TokenText } from '../../protocol/tokens';
import type { Cuts } from './live/cuts';
import type { Vocabulary } from './vocabulary';

/**
 * One reading of text as tokens. Encoding answers with promises because Hugging Face's native library works on a thread of
 * its own; looking up and decoding ids is at once.
 */
export interface Tokenizer {
  /** For people: the encoding's name, or that of the model's folder. */
  readonly name: string;
  /** One more than the largest id. */
  readonly vocabularySize: number;
  /** Where texts can be cut, in either reading; null where no such place is known. */
  readonly cuts: Cuts | null;
  readonly vocabulary: Vocabulary;
  /**
   * The whole tokenization with ids as the reference gives them, tokens that the tokenizer adds by itself included (flag `added`).
   * Long texts are read part by part; between parts the event loop turns, and `LoupeError('cancelled')` is thrown.
   */
  encode(text: string, special: SpecialReading, signal?: AbortSignal): Promise<Tokenization>;
  /** The ids of the text alone, without added tokens: for composing prompts. */
  encodeIds(text: string, special: SpecialReading): Promise<Int32Array>;
  /** The number of tokens that `encode` would list; cancelled likewise. */
  count(text: string, special: SpecialReading, signal?: AbortSignal): Promise<number>;
  /** How the token at `index` of `encode`'s came to be. Throws a `RangeError` where there is none. */
  origin(text: string, special: SpecialReading, index: number, signal?: AbortSignal): Promise<TokenOrigin>;
  /** The bytes of any id; an id without a token has none, as where logits are padded beyond the vocabulary. */
  tokenText(id: number): TokenText;
  /** The bytes of all ids joined, special ones included, then read as UTF-8: characters that span tokens come out right. */
  decode(ids: ArrayLike<number>): string;
}
