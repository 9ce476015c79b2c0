import assert from 'node:assert/strict';
import type { GeneratedToken } from '../../src/protocol/runs';
import { tokenBytes, tokenRange } from '../../src/protocol/tokenLookup';
import { TokenFlag, type TokenTable } from '../../src/protocol/tokens';
import { generatedTable } from '../../webview/drawing/generatedTable';
import { sliceTable } from '../../webview/drawing/sliceTable';
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

describe('a part of a token table', () => {
  it('is cut without losing bytes or ranges', () => {
    const tokens = table([
      [0, 0],
      [0, 3],
      [3, 5],
      [3, 5],
      [5, 8],
    ]);
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
  /** The same after a token that the tokenizer added. */
  const led = (tokens: TokenTable): TokenTable => ({
    ...table(
      [[0, 0], ...Array.from(tokens.ids, (_, i): [number, number] => [tokens.starts[i], tokens.ends[i]])],
      [1, ...tokens.ids],
    ),
    flags: Uint8Array.of(TokenFlag.added | TokenFlag.special, ...tokens.flags),
  });
  const end = sliceTable(whole, 2, 4);
  const cases: [what: string, tokens: TokenTable, read: TokenTable, found: [number, number] | null][] = [
    ['the same tokens', whole, whole, [0, 0]],
    ['the start of a long text', whole, sliceTable(whole, 0, 2), [0, 0]],
    ['the end of a long text', whole, end, [2, 0]],
    ['the same tokens after a start token', led(whole), led(whole), [1, 1]],
    ['the end of a long text after a start token', led(whole), led(end), [3, 1]],
    ['a start token that only the reading has', whole, led(whole), [0, 1]],
    ['other ids', whole, table([[0, 1]], [5]), null],
    ['the same id elsewhere', whole, table([[2, 4]], [7]), null],
    ['more tokens', end, whole, null],
    ['none', whole, table([]), null],
    ['a start token alone', led(whole), sliceTable(led(whole), 0, 0), null],
  ];
  for (const [what, tokens, read, found] of cases) {
    it(what, () => {
      const begin = alignment({ tokens } as never, { tokens: read } as never);
      assert.deepEqual(begin && [begin.inTokenization, begin.inReading], found);
    });
  }
});
