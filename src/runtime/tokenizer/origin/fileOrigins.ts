import { packedAt } from '../../../protocol/bytes';
import type { TokenSpan } from '../../../protocol/tokenLookup';
import type { NoOrigin, TokenOrigin } from '../../../protocol/tokenOrigin';
import { addedTokens, byteToken, modelType, type TokenizerFile, tokenId, vocabularyEntries } from '../tokenizerFile';
import { pickBytes } from '../utf8';
import type { Vocabulary } from '../vocabulary';
import { ListedMerges } from './listedMerges';
import { mergeOrigin, sameIds } from './mergeOrigin';
import { UnigramPieces } from './segmentations';
import { runAround, type Word, wordAround } from './wordAround';
import { WordPieces } from './wordPieces';

/** How many ways to cut a word are told of. */
const segmentationCount = 6;

/** A text's tokens as the library gives them. */
export interface SplitTokens {
  ids: Int32Array;
  /** [T] 1 for tokens that the tokenizer added by itself. */
  added: Uint8Array;
  /** [T] which part of the split text a token is of. */
  words: readonly (number | null | undefined)[];
  /** What the text's part under a token looks like to the model, once normalised. */
  normalized(index: number): string;
}

type Told = Pick<TokenOrigin, 'word' | 'bounds' | 'how'>;

/** Tells how tokens came to be by the rules of a `tokenizer.json`. What is told ends in the tokens that the library gave, or is not told. */
export class FileOrigins {
  private readonly explain: (tokens: SplitTokens, index: number) => Told;
  /** By id; may have holes. */
  private readonly tokens: string[] = [];
  private readonly unknown: number | null;
  private readonly matched: ReadonlySet<number>;

  constructor(
    private readonly file: TokenizerFile,
    private readonly vocabulary: Vocabulary,
  ) {
    const { unk_id, unk_token } = file.model;
    for (const [token, id] of vocabularyEntries(file)) this.tokens[id] = token;
    this.unknown = unk_id ?? (unk_token ? tokenId(file, unk_token) : null);
    this.matched = new Set(addedTokens(file).map(({ id }) => id));
    this.explain = this.explanation();
  }

  tell(tokens: SplitTokens, index: number): Omit<TokenOrigin, 'tokenizer'> {
    return { index, ...this.tellToken(tokens, index) };
  }

  private tellToken(tokens: SplitTokens, index: number): Told {
    const id = tokens.ids[index];
    if (tokens.added[index]) return nothing(index, 'added');
    if (id === this.unknown && modelType(this.file.model) !== 'WordPiece') return nothing(index, 'unknown');
    const { first, end } = runAround(tokens.words, index);
    if (end - first === 1 && id !== this.unknown && this.matched.has(id)) return nothing(index, 'matched');
    return this.explain(tokens, index);
  }

  private explanation(): (tokens: SplitTokens, index: number) => Told {
    const { file, tokens } = this;
    switch (modelType(file.model)) {
      case 'BPE':
        if (file.model.dropout) return (_, index) => nothing(index, 'dropout');
        return this.byMerges(new ListedMerges(file, tokens));
      case 'Unigram':
        return this.bySegmentation(new UnigramPieces(file.model.vocab as [string, number][]));
      case 'WordPiece':
        return this.byWordPieces(new WordPieces(file.model));
      default:
        return (_, index) => nothing(index, 'wordLevel');
    }
  }

  private byMerges(rules: ListedMerges) {
    return (tokens: SplitTokens, index: number): Told => {
      const around = this.wordAround(tokens, runAround(tokens.words, index), index);
      const ids = idsOf(tokens, around);
      const takesWhole = this.file.model.ignore_merges === true;
      const { vocabulary } = this;
      return { ...around, how: mergeOrigin(rules.symbols(ids), rules, ids, { vocabulary, rank: 'merge', takesWhole }) };
    };
  }

  private bySegmentation(pieces: UnigramPieces) {
    // Single bytes stand for what the vocabulary lacks, as the unknown token does.
    const isPiece = (id: number) => id !== this.unknown && !byteToken.test(this.tokens[id] ?? '');
    return (tokens: SplitTokens, index: number): Told => {
      if (!isPiece(tokens.ids[index])) return nothing(index, 'unknown');
      const { words } = tokens;
      const part = runAround(
        words.map((word, i) => (isPiece(tokens.ids[i]) ? word : -1)),
        index,
      );
      const around = this.wordAround(tokens, part, index);
      const ids = idsOf(tokens, around);
      const text = Array.from(ids, (id) => this.tokens[id]).join('');
      const [best, ...rivals] = pieces.segmentations(text, segmentationCount);
      if (!best || !sameIds(best, ids)) return nothing(index, 'differs');
      const segmentations = [best, ...rivals].map((ids) => {
        const scores = pieces.scores(ids);
        const total = scores.reduce((sum, score) => sum + score, 0);
        return { ids, bytes: pickBytes(this.vocabulary.bytes, ids), scores, total };
      });
      return { ...around, how: { kind: 'unigram', segmentations } };
    };
  }

  private byWordPieces(pieces: WordPieces) {
    return (tokens: SplitTokens, index: number): Told => {
      const word = runAround(tokens.words, index);
      const ids = idsOf(tokens, { word });
      const known = Array.from(ids, (id, i) => this.tokens[id].slice(i > 0 ? pieces.prefix.length : 0)).join('');
      const { origin, ids: found } = pieces.cut(ids[0] === this.unknown ? tokens.normalized(word.first) : known);
      return sameIds(found, ids) ? { word, bounds: 'split', how: origin } : nothing(index, 'differs');
    };
  }

  private wordAround({ ids }: SplitTokens, part: TokenSpan, index: number): Word {
    return wordAround(part, index, (i) => packedAt(this.vocabulary.bytes, ids[i]));
  }
}

const idsOf = ({ ids }: SplitTokens, { word }: Pick<Word, 'word'>) => ids.slice(word.first, word.end);

function nothing(index: number, reason: NoOrigin['reason']): Told {
  return { word: { first: index, end: index + 1 }, bounds: 'split', how: { kind: 'none', reason } };
}
