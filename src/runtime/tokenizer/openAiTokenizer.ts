import { setImmediate as nextTurn } from 'node:timers/promises';
import { BytePairEncodingCore } from 'gpt-tokenizer/BytePairEncodingCore';
import { LoupeError } from '../../protocol/errors';
import type { SpecialReading, Tokenization, TokenText } from '../../protocol/tokens';
import { BytePairMerger, type Ranks } from './bytePairMerge';
import { splitPattern } from './splitPatterns';
import type { Tokenizer } from './tokenizer';
import { describeTokens } from './tokenTable';
import { wellFormed } from './utf8';
import { Vocabulary } from './vocabulary';

export interface OpenAiEncoding {
  name: string;
  ranks: Ranks;
  split: Parameters<typeof splitPattern>[0];
  /** Ids of special tokens by their text. */
  special: Readonly<Record<string, number>>;
}

/**
 * Which pieces `BytePairMerger` merges. `gpt-tokenizer` remembers pieces that it has met and is faster on short ones, but its time
 * grows with the square of the length, and it does not find tokens that start with a byte order mark.
 */
function needsOwnMerge(piece: string): boolean {
  return piece.length >= 200 || piece.includes('\ufeff');
}

/** Pieces, words mostly, between turns of the event loop: some ten milliseconds. */
const piecesPerTurn = 20_000;

/** Reads text as one of OpenAI's encodings; ids equal those of `tiktoken`. */
export class OpenAiTokenizer implements Tokenizer {
  readonly name: string;
  private readonly core: BytePairEncodingCore;
  private readonly split: RegExp;
  private readonly specialPattern: RegExp;
  private merger: BytePairMerger | undefined;
  private openedVocabulary: Vocabulary | undefined;

  constructor(private readonly encoding: OpenAiEncoding) {
    this.name = encoding.name;
    this.core = new BytePairEncodingCore({
      bytePairRankDecoder: encoding.ranks,
      // Pieces come to it one by one and are not to be split again.
      tokenSplitRegex: /.+/gs,
      specialTokensEncoder: new Map(Object.entries(encoding.special)),
    });
    this.split = splitPattern(encoding.split);
    const escaped = Object.keys(encoding.special).map((token) => token.replace(/[|]/g, '\\$&'));
    this.specialPattern = new RegExp(escaped.join('|'), 'g');
  }

  get vocabularySize(): number {
    return this.vocabulary.size;
  }

  async encode(text: string, special: SpecialReading, signal?: AbortSignal): Promise<Tokenization> {
    const ids = await this.ids(text, special, signal);
    const { tokens, lossless } = describeTokens(text, { ids }, this.vocabulary, () => {
      throw new Error(`The tokens of ${this.name} do not rebuild the text`);
    });
    return { tokenizer: this.name, vocabularySize: this.vocabularySize, lossless, tokens };
  }

  async encodeIds(text: string, special: SpecialReading): Promise<Int32Array> {
    return this.ids(text, special);
  }

  async count(text: string, special: SpecialReading, signal?: AbortSignal): Promise<number> {
    return (await this.ids(text, special, signal)).length;
  }

  tokenText(id: number): TokenText {
    return this.vocabulary.token(id);
  }

  decode(ids: ArrayLike<number>): string {
    return this.vocabulary.decode(ids);
  }

  private async ids(text: string, special: SpecialReading, signal?: AbortSignal): Promise<Int32Array> {
    const readable = wellFormed(text);
    const ids: number[] = [];
    let from = 0;
    if (special === 'parse') {
      for (const { 0: token, index } of readable.matchAll(this.specialPattern)) {
        await this.appendText(readable.slice(from, index), ids, signal);
        ids.push(this.encoding.special[token]);
        from = index + token.length;
      }
    }
    await this.appendText(readable.slice(from), ids, signal);
    return Int32Array.from(ids);
  }

  private async appendText(text: string, ids: number[], signal: AbortSignal | undefined): Promise<void> {
    let pieces = 0;
    for (const [piece] of text.matchAll(this.split)) {
      if (++pieces % piecesPerTurn === 0) {
        await nextTurn();
        if (signal?.aborted) throw new LoupeError('cancelled');
      }
      const tokens = needsOwnMerge(piece) ? this.merge(piece) : this.core.encodeNative(piece);
      for (const id of tokens) ids.push(id);
    }
  }

  private merge(piece: string): number[] {
    this.merger ??= new BytePairMerger(this.encoding.ranks);
    return this.merger.merge(Buffer.from(piece));
  }

  /** Built when first asked for: counting needs no bytes. */
  private get vocabulary(): Vocabulary {
    if (!this.openedVocabulary) {
      const { ranks, special } = this.encoding;
      const tokens: Uint8Array[] = ranks.map((token) => Buffer.from(token as string));
      for (const [token, id] of Object.entries(special)) tokens[id] = Buffer.from(token);
      this.openedVocabulary = new Vocabulary(tokens, new Set(Object.values(special)));
    }
    return this.openedVocabulary;
  }
}
