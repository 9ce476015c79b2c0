import { type Encoding, Tokenizer as NativeTokenizer } from 'tokenizers';
import { LoupeError } from '../../protocol/errors';
import type { TokenOrigin } from '../../protocol/tokenOrigin';
import type { SpecialReading, Tokenization, TokenText } from '../../protocol/tokens';
import type { ChatTemplate } from './chatTemplate';
import type { ModelTokenizer } from './huggingFace';
import type { Cuts } from './live/cuts';
import { fileCuts } from './live/fileCuts';
import { Markup, markupTokens } from './markup';
import { FileOrigins } from './origin/fileOrigins';
import { tokenBytes } from './tokenBytes';
import { modelType, type TokenizerFile, tokenId } from './tokenizerFile';
import { describeTokens, type TokenList } from './tokenTable';
import { type Ranges, wellFormed } from './utf8';
import { Vocabulary } from './vocabulary';
import { encodeWindows, tokenList, windowLength } from './windows';

/** Reads text as a `tokenizer.json` says, through Hugging Face's own library. */
export class HuggingFaceTokenizer implements ModelTokenizer {
  readonly markup: Markup;
  readonly vocabulary: Vocabulary;
  private readonly asText: NativeTokenizer;
  private parsing: NativeTokenizer | undefined;
  private knownCuts: Cuts | null | undefined;
  /** By reading: vocabularies differ in what markup is called. */
  private readonly origins: Partial<Record<SpecialReading, FileOrigins>> = {};

  /** Throws the library's error for a file that it cannot read. */
  constructor(
    readonly name: string,
    private readonly file: TokenizerFile,
    readonly chatTemplate: ChatTemplate | null,
  ) {
    this.markup = new Markup(file);
    this.asText = openNative(this.markup.aliasedFile());
    const special = new Set(markupTokens(file).map(({ id }) => id));
    this.vocabulary = new Vocabulary(tokenBytes(file), special);
  }

  get vocabularySize(): number {
    return this.vocabulary.size;
  }

  get cuts(): Cuts | null {
    if (this.knownCuts === undefined) this.knownCuts = fileCuts(this.file);
    return this.knownCuts;
  }

  async encode(text: string, special: SpecialReading, signal?: AbortSignal): Promise<Tokenization> {
    const { list, ranges } = await this.read(wellFormed(text), special, signal);
    const { tokens, lossless } = describeTokens(text, list, this.vocabulary, ranges);
    return { tokenizer: this.name, vocabularySize: this.vocabularySize, lossless, tokens };
  }

  async encodeMarked(text: string): Promise<Tokenization> {
    const { read, shown, shownAt } = this.markup.uncover(wellFormed(text));
    const encoding = await this.native('text').encode(read, null, { addSpecialTokens: false });
    const shownRanges = () => {
      const { starts, ends } = reportedRanges(read, encoding);
      return { starts: starts.map((start) => shownAt[start]), ends: ends.map((end) => shownAt[end]) };
    };
    const ids = Int32Array.from(encoding.getIds());
    const { tokens, lossless } = describeTokens(shown, { ids }, this.vocabulary, shownRanges);
    return { tokenizer: this.name, vocabularySize: this.vocabularySize, lossless, tokens };
  }

  async encodeIds(text: string, special: SpecialReading): Promise<Int32Array> {
    const encoding = await this.native(special).encode(wellFormed(text), null, { addSpecialTokens: false });
    return Int32Array.from(encoding.getIds());
  }

  async count(text: string, special: SpecialReading, signal?: AbortSignal): Promise<number> {
    const readable = wellFormed(text);
    if (readable.length > windowLength) return (await this.read(readable, special, signal)).list.ids.length;
    if (signal?.aborted) throw new LoupeError('cancelled');
    return (await this.native(special).encode(readable, null, { addSpecialTokens: true })).getLength();
  }

  async origin(text: string, special: SpecialReading, index: number): Promise<TokenOrigin> {
    const readable = wellFormed(text);
    const native = this.native(special);
    const encoding = await native.encode(readable, null, { addSpecialTokens: true });
    if (index >= encoding.getLength()) throw new RangeError(`There is no token ${index}`);
    const normalized = (at: number) => {
      const { starts, ends } = reportedRanges(readable, encoding);
      const source = readable.slice(starts[at], ends[at]);
      return native.getNormalizer()?.normalizeString(source) ?? source;
    };
    const tokens = { ...tokenList(encoding), words: encoding.getWordIds(), normalized };
    return { tokenizer: this.name, ...this.originsIn(special).tell(tokens, index) };
  }

  /** Merges do not depend on what markup is called, and have the largest tables. */
  private originsIn(special: SpecialReading): FileOrigins {
    const reading = modelType(this.file.model) === 'BPE' ? 'parse' : special;
    this.origins[reading] ??= new FileOrigins(
      reading === 'parse' ? this.file : this.markup.aliasedFile(),
      this.vocabulary,
    );
    return this.origins[reading];
  }

  tokenText(id: number): TokenText {
    return this.vocabulary.token(id);
  }

  decode(ids: ArrayLike<number>): string {
    return this.vocabulary.decode(ids);
  }

  idOf(token: string): number | null {
    return tokenId(this.file, token);
  }

  /** The tokens of a whole text, and the ranges that the library reports for them. */
  private async read(
    text: string,
    special: SpecialReading,
    signal: AbortSignal | undefined,
  ): Promise<{ list: TokenList; ranges(): Ranges }> {
    const encode = async (part: string) => {
      if (signal?.aborted) throw new LoupeError('cancelled');
      return this.native(special).encode(part, null, { addSpecialTokens: true });
    };
    if (text.length > windowLength) {
      const list = await encodeWindows(text, encode, (ids) => this.decode(ids));
      if (list) return { list, ranges: neverAsked };
    }
    const encoding = await encode(text);
    return { list: tokenList(encoding), ranges: () => reportedRanges(text, encoding) };
  }

  private native(special: SpecialReading): NativeTokenizer {
    if (special === 'text') return this.asText;
    this.parsing ??= openNative(this.file);
    return this.parsing;
  }
}

function openNative(file: TokenizerFile): NativeTokenizer {
  return NativeTokenizer.fromString(JSON.stringify(file));
}

function neverAsked(): never {
  throw new Error('Windows rebuild the text, so that ranges follow from the bytes');
}

/** The library counts code points; ours are UTF-16 offsets. */
function reportedRanges(text: string, encoding: Encoding): Ranges {
  const units = new Int32Array(text.length + 1);
  let points = 0;
  for (let unit = 0; unit < text.length; points++) {
    units[points] = unit;
    unit += (text.codePointAt(unit) as number) > 0xffff ? 2 : 1;
  }
  units[points] = text.length;
  const offsets = encoding.getOffsets();
  return {
    starts: Int32Array.from(offsets, ([start]) => units[start]),
    ends: Int32Array.from(offsets, ([, end]) => units[end]),
  };
}
