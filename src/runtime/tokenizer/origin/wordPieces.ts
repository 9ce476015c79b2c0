import type { WordPieceOrigin, WordPieceStep } from '../../../protocol/tokenOrigin';
import type { TokenizerModel } from '../tokenizerFile';

/** How WordPiece cuts a word: at each place the longest piece that fits, and the unknown token if none does somewhere. */
export class WordPieces {
  readonly prefix: string;
  private readonly ids: Record<string, number>;
  private readonly unknown: string;
  private readonly longestWord: number;

  constructor({ vocab, unk_token, continuing_subword_prefix, max_input_chars_per_word }: TokenizerModel) {
    this.ids = vocab as Record<string, number>;
    this.prefix = continuing_subword_prefix ?? '##';
    this.unknown = unk_token ?? '[UNK]';
    this.longestWord = max_input_chars_per_word ?? 100;
  }

  /** @returns the steps, and the ids that they lead to */
  cut(word: string): { origin: WordPieceOrigin; ids: number[] } {
    const characters = Array.from(word);
    const steps: WordPieceStep[] = [];
    const end = (failure: WordPieceOrigin['failure']) => ({
      origin: { kind: 'wordPiece' as const, steps, prefix: this.prefix, failure },
      ids: failure ? [this.ids[this.unknown]] : steps.map(({ id }) => id as number),
    });
    if (characters.length > this.longestWord) return end('tooLong');
    for (let start = 0; start < characters.length; ) {
      const step = this.longestAt(characters, start);
      steps.push(step.found);
      if (step.length === 0) return end('noPiece');
      start += step.length;
    }
    return end(null);
  }

  private longestAt(characters: readonly string[], start: number): { found: WordPieceStep; length: number } {
    const rest = characters.slice(start).join('');
    const left = characters.length - start;
    for (let length = left; length > 0; length--) {
      const text = characters.slice(start, start + length).join('');
      const piece = start > 0 ? this.prefix + text : text;
      if (Object.hasOwn(this.ids, piece)) {
        return { found: { rest, piece, id: this.ids[piece], longer: left - length }, length };
      }
    }
    return { found: { rest, piece: null, id: null, longer: left }, length: 0 };
  }
}
