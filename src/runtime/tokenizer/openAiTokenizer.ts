import { setImmediate as nextTurn } from 'node:timers/promises';
import { BytePairEncodingCore } from 'gpt-tokenizer/BytePairEncodingCore';
import { LoupeError } from '../../protocol/errors';
import type { MergeOrigin, NoOrigin, TokenOrigin } from '../../protocol/tokenOrigin';
import type { SpecialReading, Tokenization, TokenText } from '../../protocol/tokens';
import { BytePairMerger, type Ranks } from './bytePairMerge';
import { type Cuts, punctuation, spaceCharacters, wordCuts } from './live/cuts';
import { mergeOrigin } from './origin/mergeOrigin';
import { wordAround } from './origin/wordAround';
import { splitPattern } from './splitPatterns';
import type { Tokenizer } from './tokenizer';
import { describeTokens } from './tokenTable';
import { pickBytes, wellFormed } from './utf8';
import { Vocabulary } from './vocabulary';

export interface OpenAiEncoding {
  name: string;
  ranks: Ranks;
  split: Parameters<typeof splitPattern>[0];
  /** Ids of special tokens by their text. */
  special: Readonly<Record<string, number>>;
}

/**
 * Which pieces `BytePairMerger` merges. `gpt-tokenizer` is faster on short ones, but its time grows with the square of the length, and it does not find tokens that start with a byte order mark.
 */
function needsOwnMerge(piece: string): boolean {
  return piece.length >= 200 || piece.includes('\ufeff');
}

/** Pieces whose ids are remembered: words come again and again. */
const rememberedPieces = 100_000;

/** Pieces, words mostly, between turns of the event loop: some ten milliseconds. */
const piecesPerTurn = 20_000;

/** Reads text as one of OpenAI's encodings; ids equal those of `tiktoken`. */
export class OpenAiTokenizer implements Tokenizer {
  readonly name: string;
  readonly cuts: Cuts;
  private readonly core: BytePairEncodingCore;
  private readonly split: RegExp;
  private readonly specialPattern: RegExp;
  /** Ids of pieces that are more than one token. */
  private readonly remembered = new Map<string, readonly number[]>();
  private openedMerger: BytePairMerger | undefined;
  private openedVocabulary: Vocabulary | undefined;

  constructor(private readonly encoding: OpenAiEncoding) {
    this.name = encoding.name;
    this.core = new BytePairEncodingCore({
      bytePairRankDecoder: encoding.ranks,
      // Pieces come to it one by one and are not to be split again.
      tokenSplitRegex: /.+/gs,
      specialTokensEncoder: new Map(Object.entries(encoding.special)),
      // Once it is full, its own takes ever longer to forget a piece: seconds for a megabyte of base64.
      mergeCacheSize: 0,
    });
    this.split = splitPattern(encoding.split);
    const escaped = Object.keys(encoding.special).map((token) => token.replace(/[|]/g, '\\$&'));
    this.specialPattern = new RegExp(escaped.join('|'), 'g');
    // All three patterns consist of alternatives as `splitAlternatives.ts` has them.
    const uncut = Object.keys(encoding.special).map((content) => ({ content }));
    this.cuts = wordCuts({ before: spaceCharacters + punctuation, uncut });
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
    let count = 0;
    await this.walk(wellFormed(text), special, signal, (ids) => {
      count += ids.length;
      return true;
    });
    return count;
  }

  tokenText(id: number): TokenText {
    return this.vocabulary.token(id);
  }

  decode(ids: ArrayLike<number>): string {
    return this.vocabulary.decode(ids);
  }

  async origin(text: string, special: SpecialReading, index: number, signal?: AbortSignal): Promise<TokenOrigin> {
    let first = 0;
    let found: TokenOrigin | null = null;
    await this.walk(wellFormed(text), special, signal, (ids, piece) => {
      const end = first + ids.length;
      if (index < end) {
        const around = wordAround({ first, end }, index);
        const part = ids.slice(around.word.first - first, around.word.end - first);
        const how = piece === null ? ({ kind: 'none', reason: 'matched' } as const) : this.merging(part);
        found = { tokenizer: this.name, index, ...around, how };
      }
      first = end;
      return found === null;
    });
    if (!found) throw new RangeError(`There is no token ${index}`);
    return found;
  }

  private merging(ids: readonly number[]): MergeOrigin | NoOrigin {
    const { merger, vocabulary } = this;
    const symbols = merger.symbols(pickBytes(vocabulary.bytes, ids).bytes);
    return mergeOrigin(symbols, merger, ids, { vocabulary, rank: 'id', takesWhole: true });
  }

  private async ids(text: string, special: SpecialReading, signal?: AbortSignal): Promise<Int32Array> {
    const ids: number[] = [];
    await this.walk(wellFormed(text), special, signal, (tokens) => {
      for (const id of tokens) ids.push(id);
      return true;
    });
    return Int32Array.from(ids);
  }

  /** Visits the ids of piece after piece, a special token's without one, until `visit` answers false. */
  private async walk(
    text: string,
    special: SpecialReading,
    signal: AbortSignal | undefined,
    visit: (ids: readonly number[], piece: string | null) => boolean,
  ): Promise<void> {
    let pieces = 0;
    const visitText = async (part: string): Promise<boolean> => {
      for (const [piece] of part.matchAll(this.split)) {
        if (++pieces % piecesPerTurn === 0) {
          await nextTurn();
          if (signal?.aborted) throw new LoupeError('cancelled');
        }
        if (!visit(this.pieceIds(piece), piece)) return false;
      }
      return true;
    };
    let from = 0;
    if (special === 'parse') {
      for (const { 0: token, index } of text.matchAll(this.specialPattern)) {
        if (!(await visitText(text.slice(from, index)))) return;
        if (!visit([this.encoding.special[token]], null)) return;
        from = index + token.length;
      }
    }
    await visitText(text.slice(from));
  }

  private pieceIds(piece: string): readonly number[] {
    if (needsOwnMerge(piece)) return this.merger.merge(Buffer.from(piece));
    const known = this.remembered.get(piece);
    if (known) return known;
    const ids = this.core.encodeNative(piece);
    if (ids.length > 1) {
      if (this.remembered.size >= rememberedPieces) this.remembered.clear();
      this.remembered.set(piece, ids);
    }
    return ids;
  }

  private get merger(): BytePairMerger {
    this.openedMerger ??= new BytePairMerger(this.encoding.ranks);
    return this.openedMerger;
  }

  /** Built when first asked for: counting needs no bytes. */
  get vocabulary(): Vocabulary {
    if (!this.openedVocabulary) {
      const { ranks, special } = this.encoding;
      const tokens: Uint8Array[] = ranks.map((token) => Buffer.from(token as string));
      for (const [token, id] of Object.entries(special)) tokens[id] = Buffer.from(token);
      this.openedVocabulary = new Vocabulary(tokens, new Set(Object.values(special)));
    }
    return this.openedVocabulary;
  }
}
