import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openEncoding } from '../../src/runtime/tokenizer/encodings';
import { cellsOf, cutText } from '../../webview/inspector/tokens/sideBySide/alignedRows';

/** Each line's text. */
const lines = (text: string, columns: number, limit = text.length) =>
  cutText(text, columns, limit).lines.map(({ start, end }) => text.slice(start, end));

/** Each cell of the first line under an encoding, with how many tokens it holds. */
async function cells(text: string, encoding: string, columns = 100): Promise<string[]> {
  const { tokens } = await (await openEncoding(encoding)).encode(text, 'text');
  const cut = cutText(text, columns, text.length);
  return cellsOf(tokens, cut.lines[0], cut.starts).map(({ start, end, tokens: span }) => {
    const count = span ? span.end - span.first : 0;
    return text.slice(start, end) + (count === 1 ? '' : ` (${count})`);
  });
}

describe('rows of several tokenizers', function () {
  this.timeout(30_000);

  const cuts: { name: string; text: string; columns: number; limit?: number; lines: string[] }[] = [
    { name: 'nothing', text: '', columns: 5, lines: [] },
    { name: 'at breaks, which end their lines', text: 'a\nb\r\n\nc', columns: 5, lines: ['a\n', 'b\r\n', '\n', 'c'] },
    { name: 'at the width', text: 'abcdefg', columns: 3, lines: ['abc', 'def', 'g'] },
    { name: 'wide characters as two columns', text: '你好a你', columns: 4, lines: ['你好', 'a你'] },
    {
      name: 'never within a character as people see it',
      text: 'e\u0301e\u0301👩‍👧',
      columns: 2,
      lines: ['e\u0301e\u0301', '👩‍👧'],
    },
    { name: 'one that is too wide for any line', text: '你', columns: 1, lines: ['你'] },
    { name: 'no more than asked for, but whole lines', text: 'abcdefgh', columns: 3, limit: 4, lines: ['abc', 'def'] },
  ];
  for (const { name, text, columns, limit, lines: expected } of cuts) {
    it(`cut a text: ${name}`, () => assert.deepEqual(lines(text, columns, limit), expected));
  }

  it('have a cell for each token', async () => {
    assert.deepEqual(await cells('The unaffable', 'cl100k_base'), ['The', ' un', 'aff', 'able']);
    assert.deepEqual(await cells('The unaffable', 'gpt2'), ['The', ' unaff', 'able']);
  });

  it('have one cell for tokens that share a character', async () => {
    assert.deepEqual(await cells('a你b', 'gpt2'), ['a', '你 (2)', 'b']);
    assert.deepEqual(await cells('👩‍👧!', 'cl100k_base'), ['👩‍👧 (8)', '!']);
  });

  it('cut a token in two where a line ends', async () => {
    assert.deepEqual(await cells('international', 'cl100k_base', 5), ['inter']);
  });

  it('leave text without a token to itself', async () => {
    const { tokens } = await (await openEncoding('gpt2')).encode('ab', 'text');
    const cut = cutText('ab cd', 10, 5);
    assert.deepEqual(
      cellsOf(tokens, cut.lines[0], cut.starts).map(({ start, end, tokens }) => [start, end, tokens?.first ?? null]),
      [
        [0, 2, 0],
        [2, 5, null],
      ],
    );
  });

  it('hold the whole text, and begin every token’s cell where the token begins', async () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', ' the', '你', '👩‍👧', 'é', '\n', '\r\n', '  ', 'ing'),
      maxLength: 40,
    });
    for (const name of ['gpt2', 'o200k_base']) {
      const encoding = await openEncoding(name);
      await fc.assert(
        fc.asyncProperty(texts, fc.integer({ min: 1, max: 20 }), async (text, columns) => {
          const { tokens } = await encoding.encode(text, 'text');
          const cut = cutText(text, columns, text.length);
          const all = cut.lines.flatMap((line) => cellsOf(tokens, line, cut.starts));
          assert.equal(all.map(({ start, end }) => text.slice(start, end)).join(''), text);
          const starts = new Set(all.map(({ start }) => start));
          tokens.starts.forEach((start, i) => {
            const shared = i > 0 && tokens.ends[i - 1] > start;
            if (cut.starts.has(start) && !shared) assert.ok(starts.has(start));
          });
          // Every token is in some cell.
          const held = new Set(all.flatMap(({ tokens: span }) => (span ? range(span.first, span.end) : [])));
          assert.equal(held.size, tokens.ids.length);
        }),
        { numRuns: 200, seed: 8 },
      );
    }
  });
});

const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);
