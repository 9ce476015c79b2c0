import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenRanges } from '../../../src/host/decorations/tokenRanges';
import { moveAnchor, moveOffset } from '../../../src/host/inspection/moveAnchor';
import type { TokenTable } from '../../../src/protocol/tokens';

describe('where a text is after edits around it', () => {
  // The text is [10, 20).
  const rows: [what: string, change: [offset: number, removed: number, text: string], start: number | null][] = [
    ['an insertion before it moves it', [3, 0, 'abc'], 13],
    ['an insertion right before it moves it', [10, 0, 'ab'], 12],
    ['a removal up to its start moves it', [6, 4, ''], 6],
    ['an insertion at its end leaves it', [20, 0, 'abc'], 10],
    ['a change after it leaves it', [25, 5, ''], 10],
    ['an insertion inside loses it', [11, 0, 'x'], null],
    ['a removal across its start loses it', [8, 4, ''], null],
    ['a replacement of its last character loses it', [19, 1, 'y'], null],
    ['a removal of everything loses it', [0, 40, ''], null],
  ];
  for (const [what, [rangeOffset, rangeLength, text], start] of rows) {
    it(what, () => assert.equal(moveAnchor(10, 10, [{ rangeOffset, rangeLength, text }]), start));
  }

  it('is told of any offset, whether the text was touched or not', () => {
    const changes = [
      { rangeOffset: 40, rangeLength: 3, text: '' },
      { rangeOffset: 12, rangeLength: 2, text: 'abcde' },
      { rangeOffset: 4, rangeLength: 0, text: 'x' },
    ];
    assert.deepEqual(
      [3, 10, 30, 50].map((offset) => moveOffset(offset, changes)),
      [3, 11, 34, 51],
    );
  });

  it('finds the text again where it says it is', () => {
    const change = fc.record({ rangeOffset: fc.nat(30), rangeLength: fc.nat(6), text: fc.string({ maxLength: 4 }) });
    fc.assert(
      fc.property(change, ({ rangeOffset, rangeLength, text }) => {
        const document = `${'.'.repeat(10)}0123456789${'.'.repeat(16)}`;
        const after = document.slice(0, rangeOffset) + text + document.slice(rangeOffset + rangeLength);
        const start = moveAnchor(10, 10, [{ rangeOffset, rangeLength, text }]);
        assert.ok(start === null || after.slice(start, start + 10) === '0123456789');
      }),
    );
  });
});

describe('ranges of the tokens in sight', () => {
  // “a😀b”: the emoji is two units and three tokens; an added token stands first.
  const tokens = table([
    [0, 0],
    [0, 1],
    [1, 3],
    [1, 3],
    [1, 3],
    [3, 4],
  ]);

  it('leaves out what is beyond them', () => {
    const inSight = (start: number, end: number) => tokenRanges(tokens, [{ start, end }], 1, () => 0)[0];
    assert.deepEqual(inSight(3, 9), [{ start: 3, end: 4 }]);
    assert.deepEqual(inSight(9, 12), []);
  });

  it('gives tokens of one character one range, in the highest class among them', () => {
    const classes = [-1, 2, 0, 1, 0, -1];
    assert.deepEqual(
      tokenRanges(tokens, [{ start: 0, end: 4 }], 3, (index) => classes[index]),
      [[], [{ start: 1, end: 3 }], [{ start: 0, end: 1 }]],
    );
  });
});

function table(ranges: [start: number, end: number][]): TokenTable {
  return {
    ids: Int32Array.from(ranges, (_, index) => index),
    starts: Int32Array.from(ranges, ([start]) => start),
    ends: Int32Array.from(ranges, ([, end]) => end),
    bytes: { bytes: new Uint8Array(0), offsets: new Int32Array(ranges.length + 1) },
    flags: new Uint8Array(ranges.length),
  };
}
