import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import type { VocabularyFilter, VocabularyOrder } from '../../../src/protocol/vocabulary';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import { Vocabulary } from '../../../src/runtime/tokenizer/vocabulary';
import { vocabularyPage } from '../../../src/runtime/tokenizer/vocabularyPage';

const everything: VocabularyFilter & { order: VocabularyOrder } = {
  kind: 'all',
  holds: new Uint8Array(0),
  ids: null,
  order: 'id',
};

describe('pages of a vocabulary', () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  // Id 5 has no token.
  const tokens = ['<s>', 'a', 'ab', 'b', 'aba', undefined, 'xab', '你'].map((text) => text && bytes(text));
  tokens[8] = Uint8Array.of(0xe4, 0xbd);
  tokens[9] = Uint8Array.of(0xa0);
  const small = new Vocabulary(tokens as Uint8Array[], new Set([0]));

  const rows: [what: string, asked: Partial<typeof everything>, ids: number[]][] = [
    ['all, without ids that have no token', {}, [0, 1, 2, 3, 4, 6, 7, 8, 9]],
    ['special ones', { kind: 'special' }, [0]],
    ['single bytes', { kind: 'byte' }, [1, 3, 9]],
    ['parts of characters', { kind: 'partial' }, [8, 9]],
    ['a text, each token once, and not where it lies across two', { holds: bytes('ab') }, [2, 4, 6]],
    ['bytes within a character', { holds: Uint8Array.of(0xbd) }, [7, 8]],
    ['a range of ids', { ids: { first: 2, last: 6 } }, [2, 3, 4, 6]],
    ['a range beyond the end', { ids: { first: 8, last: 1e9 } }, [8, 9]],
    ['a range backwards', { ids: { first: 3, last: 2 } }, []],
    ['a kind with a text', { kind: 'special', holds: bytes('s') }, [0]],
    ['the longest first', { order: 'longest' }, [0, 4, 6, 7, 2, 8, 1, 3, 9]],
    ['the shortest first', { order: 'shortest' }, [1, 3, 9, 2, 8, 0, 4, 6, 7]],
  ];
  for (const [what, asked, ids] of rows) {
    it(`list ${what}`, () => {
      const page = vocabularyPage(small, { ...everything, ...asked, first: 0, count: 100 });
      assert.deepEqual([...page.ids], ids);
      assert.deepEqual([page.total, page.vocabularySize], [ids.length, 10]);
      assert.deepEqual(
        [...page.special],
        ids.map((id) => (id === 0 ? 1 : 0)),
      );
    });
  }

  it('give the rows that are asked for, with their bytes, and none beyond the end', () => {
    const page = vocabularyPage(small, { ...everything, first: 7, count: 5 });
    assert.deepEqual([...page.ids], [8, 9]);
    assert.deepEqual([...page.bytes.bytes], [0xe4, 0xbd, 0xa0]);
    assert.equal(page.total, 9);
  });

  it('are those that looking at each token of the shipped model finds', async () => {
    const { vocabulary } = await openModelTokenizer(path.join(__dirname, '../../../models/pocket'));
    const all = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.token(id));
    const expected: [Partial<typeof everything>, (text: (typeof all)[number]) => boolean][] = [
      [{ kind: 'partial' }, ({ bytes }) => !isUtf8(bytes)],
      [{ holds: bytes(' th') }, ({ bytes }) => Buffer.from(bytes).includes(' th')],
      [{ kind: 'byte', holds: bytes('e') }, ({ bytes }) => Buffer.from(bytes).equals(Buffer.from('e'))],
    ];
    for (const [asked, matches] of expected) {
      const ids = all.filter((token) => token.bytes.length > 0 && matches(token)).map(({ id }) => id);
      assert.ok(ids.length > 0);
      const page = vocabularyPage(vocabulary, { ...everything, ...asked, first: 0, count: vocabulary.size });
      assert.deepEqual([...page.ids], ids);
    }
  });
});
