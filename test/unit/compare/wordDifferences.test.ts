import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wordDifferences } from '../../../webview/compare/wordDifferences';

/** `[-deleted-]` and `{+inserted+}`, as `git diff --word-diff` writes them. */
function written(reference: string, text: string, language: string): string {
  return wordDifferences(reference, text, language)
    .parts.map(({ kind, text }) => (kind === 'same' ? text : kind === 'inserted' ? `{+${text}+}` : `[-${text}-]`))
    .join('');
}

describe('wordDifferences', () => {
  const rows: [reference: string, text: string, language: string, expected: string][] = [
    ['', '', 'en', ''],
    ['the same', 'the same', 'en', 'the same'],
    ['', 'new words', 'en', '{+new words+}'],
    ['gone words', '', 'en', '[-gone words-]'],
    ['The cat sat.', 'The dog sat.', 'en', 'The [-cat-]{+dog+} sat.'],
    ['a  b\nc', 'a b c', 'en', 'a b c'],
    ['我喜欢红色的苹果。', '我喜欢绿色的苹果。', 'zh-cn', '我喜欢[-红色-]{+绿色+}的苹果。'],
    ['yes 👍🏽', 'yes 👍🏿', 'en', 'yes [-👍🏽-]{+👍🏿+}'],
  ];
  for (const [reference, text, language, expected] of rows) {
    it(`${JSON.stringify(reference)} → ${JSON.stringify(text)}`, () => {
      assert.equal(written(reference, text, language), expected);
    });
  }

  it('counts words, not punctuation or white space', () => {
    const { inserted, deleted } = wordDifferences('One, two.', 'One: two three four!', 'en');
    assert.deepEqual({ inserted, deleted }, { inserted: 2, deleted: 0 });
  });

  it('leaves every text whole: without the deleted parts it is the text, without the inserted ones the reference', () => {
    const words = fc.constantFrom(
      'a',
      'b',
      'the',
      ' ',
      '  ',
      '\n',
      '.',
      '苹果',
      '喜',
      '👍🏽',
      '\0',
      '</script>',
      '\ud800',
    );
    const text = fc.array(words, { maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (reference, text) => {
        const { parts } = wordDifferences(reference, text, 'en');
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('');
        assert.equal(without('deleted'), text);
        // Where words are the same, white space is that of the text.
        assert.equal(without('inserted').replace(/\s/g, ''), reference.replace(/\s/g, ''));
      }),
      { numRuns: 500 },
    );
  });
});
