import assert from 'node:assert/strict';
import type { GeneratedToken } from '../../src/protocol/runs';
import type { TokenTable } from '../../src/protocol/tokens';
import { generatedTable } from '../../webview/drawing/generatedTable';
import { sliceTable, tokenBytes, tokenRange, tokensIn } from '../../webview/drawing/tokenTable';
import { alignment } from '../../webview/inspector/tokens/alignment';

/** A table of tokens by their ranges; each has the one byte of its index. */
function table(ranges: [start: number, end: number][], ids = ranges.map((_, i) => i)): TokenTable {
  return {
    ids: Int32Array.from(ids),
    starts: Int32Array.from(ranges, ([start]) => start),
    ends: Int32Array.from(ranges, ([, end]) => end),
    bytes: {
      bytes: Uint8Array.from(ranges.keys()),
      offsets: Int32Array.from({ length: ranges.length + 1 }, (_, i) => i),
    },
    flags: new Uint8Array(ranges.length),
  };
}

describe('tokens in a range of text', () => {
  // An added token, a word, two tokens of one character, a word.
  const tokens = table([
    [0, 0],
    [0, 3],
    [3, 5],
    [3, 5],
    [5, 8],
  ]);
  const cases: [start: number, end: number, found: [number, number] | null][] = [
    [0, 3, [1, 2]],
    [0, 1, [1, 2]],
    [2, 4, [1, 4]],
    [3, 5, [2, 4]],
    [4, 4, [2, 4]],
    [5, 5, [4, 5]],
    [0, 8, [1, 5]],
    [8, 8, null],
    [9, 12, null],
  ];
  for (const [start, end, found] of cases) {
    it(`${start} to ${end}: ${found ? `tokens ${found.join(' to ')}` : 'none'}`, () => {
      const span = tokensIn(tokens, { start, end });
      assert.deepEqual(span && [span.first, span.end], found);
    });
  }

  it('finds the same as looking at every token', () => {
    for (let start = 0; start < 9; start++) {
      for (let end = start + 1; end < 10; end++) {
        const overlapping = [...tokens.ids].filter((i) => tokens.starts[i] < end && tokens.ends[i] > start);
        const span = tokensIn(tokens, { start, end });
        assert.deepEqual(span ? [...tokens.ids].slice(span.first, span.end) : [], overlapping, `${start} to ${end}`);
      }
    }
  });

  it('is cut without losing bytes or ranges', () => {
    const cut = sliceTable(tokens, 2, 4);
    assert.deepEqual([...cut.ids], [2, 3]);
    assert.deepEqual([...tokenBytes(cut, 1)], [3]);
    assert.deepEqual(tokenRange(cut, 0), { start: 3, end: 5 });
  });
});

describe('generated tokens as a table', () => {
  it('counts UTF-16 units, and gives parts of a character the whole one’s range', () => {
    const parts = [[0x61], [0xf0, 0x9f], [0x99, 0x82], [0x62, 0xe4], [0xbd, 0xa0, 0x63]];
    const tokens = parts.map((bytes, id) => ({ id, bytes: Uint8Array.from(bytes), special: false }) as GeneratedToken);
    const made = generatedTable(tokens, 10);
    assert.deepEqual(
      [...made.ids].map((i) => [made.starts[i], made.ends[i]]),
      [
        [10, 11],
        [11, 13],
        [11, 13],
        [13, 15],
        [14, 16],
      ],
    );
    assert.deepEqual([...tokenBytes(made, 4)], parts[4]);
  });
});

describe('aligning a reading with a tokenization', () => {
  const whole = table(
    [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ],
    [7, 8, 7, 9],
  );
  const cases: [what: string, read: TokenTable, shift: number | null][] = [
    ['the same tokens', whole, 0],
    ['the start of a long text', sliceTable(whole, 0, 2), 0],
    ['the end of a long text', sliceTable(whole, 2, 4), 2],
    ['other ids', table([[0, 1]], [5]), null],
    ['the same id elsewhere', table([[2, 4]], [7]), null],
    [
      'more tokens',
      table([
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
      ]),
      null,
    ],
    ['none', table([]), null],
  ];
  for (const [what, read, shift] of cases) {
    it(what, () => assert.equal(alignment({ tokens: whole } as never, { tokens: read } as never), shift));
  }
});
