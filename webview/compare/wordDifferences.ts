import { diffWords } from 'diff';

export interface Difference {
  kind: 'same' | 'inserted' | 'deleted';
  text: string;
}

export interface WordDifferences {
  parts: Difference[];
  /** Words, white space and punctuation not counted. */
  inserted: number;
  deleted: number;
}

/**
 * What became of `reference` in `text`, word by word; a difference in white space alone is none. Words are those of Unicode's segmentation in
 * the given language, so that Chinese and Japanese, which write no spaces, have words too.
 */
export function wordDifferences(reference: string, text: string, language: string): WordDifferences {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const parts = diffWords(reference, text, { intlSegmenter: segmenter }).map(
    ({ added, removed, value }): Difference => ({
      kind: added ? 'inserted' : removed ? 'deleted' : 'same',
      text: value,
    }),
  );
  const words = (kind: Difference['kind']) =>
    parts
      .filter((part) => part.kind === kind)
      .reduce((sum, part) => sum + [...segmenter.segment(part.text)].filter((word) => word.isWordLike).length, 0);
  return { parts, inserted: words('inserted'), deleted: words('deleted') };
}
