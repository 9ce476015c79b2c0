import type { MergeRules } from '../mergeParts';
import { byteToken, mergePair, type TokenizerFile } from '../tokenizerFile';

/** A `tokenizer.json`'s list of merges, as rules; a merge's rank is its place in the list. */
export class ListedMerges implements MergeRules {
  private readonly ids: Record<string, number>;
  /** Rank by `left * pairBase + right`. */
  private readonly ranks = new Map<number, number>();
  private readonly results: Int32Array;
  private readonly pairBase: number;
  /** Before symbols that go on a word, and after the last one of a word. */
  private readonly prefix: string;
  private readonly suffix: string;
  private readonly fallback: boolean;

  /** @param tokens by id; may have holes */
  constructor(
    { model }: TokenizerFile,
    private readonly tokens: readonly string[],
  ) {
    const { merges = [] } = model;
    this.prefix = model.continuing_subword_prefix ?? '';
    this.suffix = model.end_of_word_suffix ?? '';
    this.fallback = model.byte_fallback === true;
    this.ids = model.vocab as Record<string, number>;
    this.pairBase = tokens.length;
    this.results = Int32Array.from(merges, (merge, rank) => {
      const [left, right] = mergePair(merge);
      this.ranks.set(this.ids[left] * this.pairBase + this.ids[right], rank);
      return this.ids[left + right.slice(this.prefix.length)];
    });
  }

  rank(left: number, right: number): number {
    return this.ranks.get(left * this.pairBase + right) ?? -1;
  }

  merged(rank: number): number {
    return this.results[rank];
  }

  /**
   * The ids that merging started from to make a word's tokens: one a character (of GPT-2's alphabet, where it is one a byte).
   * What the vocabulary has no character for stands for itself: the unknown token, and bytes such as `<0xE4>`.
   */
  symbols(word: ArrayLike<number>): Int32Array {
    const { prefix, suffix } = this;
    const parts = Array.from(word, (id, i) => {
      const token = this.tokens[id] ?? '';
      if (this.fallback && byteToken.test(token)) return [id];
      const from = i > 0 && token.startsWith(prefix) ? prefix.length : 0;
      const to = i === word.length - 1 && token.endsWith(suffix) ? token.length - suffix.length : token.length;
      const characters = Array.from(token.slice(from, to));
      const [first, last] = [i === 0 ? 0 : -1, i === word.length - 1 ? characters.length - 1 : -1];
      const symbols = characters.map((character, at) => {
        const symbol = (at === first ? '' : prefix) + character + (at === last ? suffix : '');
        return Object.hasOwn(this.ids, symbol) ? this.ids[symbol] : null;
      });
      return symbols.every((symbol) => symbol !== null) ? symbols : [id];
    });
    return Int32Array.from(parts.flat());
  }
}
