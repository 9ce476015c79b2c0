import assert from 'node:assert/strict';
import { leadingAdded, tokenAt, tokensIn } from '../../../src/protocol/tokenLookup';
import { TokenFlag, type TokenTable } from '../../../src/protocol/tokens';

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

  it('finds the first token that holds a character', () => {
    assert.deepEqual(
      [-1, 0, 2, 3, 4, 5, 7, 8].map((offset) => tokenAt(tokens, offset)),
      [-1, 1, 1, 2, 2, 4, 4, -1],
    );
  });
});

describe('tokens added in front', () => {
  const cases: [flags: number[], count: number][] = [
    [[], 0],
    [[0, 0], 0],
    [[TokenFlag.special, 0], 0],
    [[TokenFlag.added | TokenFlag.special, TokenFlag.added, 0, TokenFlag.added], 2],
    [[TokenFlag.added], 0],
  ];
  for (const [flags, count] of cases) {
    it(`flags ${flags.join(' ') || 'none'}: ${count}`, () => {
      assert.equal(leadingAdded({ ...table([]), flags: Uint8Array.from(flags) }), count);
    });
  }
});

function table(ranges: [start: number, end: number][]): TokenTable {
  return {
    ids: Int32Array.from(ranges.keys()),
    starts: Int32Array.from(ranges, ([start]) => start),
    ends: Int32Array.from(ranges, ([, end]) => end),
    bytes: { bytes: new Uint8Array(0), offsets: new Int32Array(ranges.length + 1) },
    flags: new Uint8Array(ranges.length),
  };
}
