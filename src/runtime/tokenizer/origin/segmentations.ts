/** The pieces of a Unigram vocabulary with their log probabilities. */
export class UnigramPieces {
  private readonly ids = new Map<string, number>();
  /** In characters. */
  private readonly longest: number;

  /** @param vocabulary [piece, log probability] by id */
  constructor(private readonly vocabulary: readonly (readonly [string, number])[]) {
    let longest = 0;
    vocabulary.forEach(([piece], id) => {
      this.ids.set(piece, id);
      longest = Math.max(longest, Array.from(piece).length);
    });
    this.longest = longest;
  }

  scores(ids: ArrayLike<number>): Float64Array {
    return Float64Array.from(ids, (id) => this.vocabulary[id][1]);
  }

  /**
   * The `count` best ways to cut a word into pieces, best first: by the sum of log probabilities, and of equals the one whose last piece
   * is longest, as `tokenizers` has it. The Viterbi algorithm, with several paths kept at each place.
   * Source: Kudo 2018 (1804.10959).
   */
  segmentations(word: string, count: number): Int32Array[] {
    const characters = Array.from(word);
    const paths: Path[][] = [[{ score: 0, id: -1, before: null }]];
    for (let end = 1; end <= characters.length; end++) {
      const found: Path[] = [];
      for (let start = Math.max(0, end - this.longest); start < end; start++) {
        const id = this.ids.get(characters.slice(start, end).join(''));
        if (id === undefined) continue;
        const score = this.vocabulary[id][1];
        for (const before of paths[start]) found.push({ score: before.score + score, id, before });
      }
      // Sorting keeps the order of equals.
      paths.push(found.sort((a, b) => b.score - a.score).slice(0, count));
    }
    return paths[characters.length].map(idsOf);
  }
}

/** A way to cut the text up to some place. */
interface Path {
  score: number;
  /** Of its last piece; −1 at the start. */
  id: number;
  before: Path | null;
}

function idsOf(path: Path): Int32Array {
  const ids: number[] = [];
  for (let at = path; at.before; at = at.before) ids.push(at.id);
  return Int32Array.from(ids.reverse());
}
