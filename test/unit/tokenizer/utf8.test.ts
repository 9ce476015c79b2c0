import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rangesOfBytes } from '../../../src/runtime/tokenizer/utf8';

/** For each byte of the text's UTF-8, the UTF-16 range of its character: the definition, spelled out. */
function characterOfEachByte(text: string): { start: number; end: number }[] {
  let start = 0;
  return Array.from(text).flatMap((character) => {
    const range = { start, end: start + character.length };
    start = range.end;
    return Array.from(Buffer.from(character), () => range);
  });
}

describe('ranges of byte strings', () => {
  it('cover the characters that the bytes are part of, wherever a text is cut', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('a', 'é', '中', '😀'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const inner = cuts.map((cut) => cut % (bytes.length + 1));
        const offsets = Int32Array.from([...inner, 0, bytes.length]).sort();
        const { starts, ends } = rangesOfBytes(text, { bytes, offsets });
        const characters = characterOfEachByte(text);
        for (let i = 0; i < starts.length; i++) {
          const [first, end] = [offsets[i], offsets[i + 1]];
          if (first === end) assert.equal(starts[i], ends[i]);
          else
            assert.deepEqual(
              { start: starts[i], end: ends[i] },
              { start: characters[first].start, end: characters[end - 1].end },
            );
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
