import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BytePairEncodingCore } from 'gpt-tokenizer/BytePairEncodingCore';
import { BytePairMerger } from '../../../src/runtime/tokenizer/bytePairMerge';
import { ranks as cl100k } from '../../../src/runtime/tokenizer/encodings/cl100k_base';
import { ranks as r50k } from '../../../src/runtime/tokenizer/encodings/r50k_base';

/** Few different letters, so that the same pairs meet again and again. */
const repetitive = fc.string({ unit: fc.constantFrom('a', 'b', 'ab', 'th', ' ', '中', '😀'), maxLength: 150 });
const anything = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\ufeff'));

describe('byte-pair merging', function () {
  this.timeout(60_000);

  for (const [name, ranks] of Object.entries({ cl100k, r50k })) {
    it(`gives what gpt-tokenizer gives for any piece, with the ranks of ${name}`, () => {
      const merger = new BytePairMerger(ranks);
      const library = new BytePairEncodingCore({
        bytePairRankDecoder: ranks,
        tokenSplitRegex: /.+/gsu,
        specialTokensEncoder: new Map([['<|endoftext|>', ranks.length]]),
      });
      fc.assert(
        fc.property(fc.oneof(repetitive, anything), (piece) => {
          assert.deepEqual(merger.merge(Buffer.from(piece)), library.encodeNative(piece));
        }),
        { numRuns: 1000, seed: 1 },
      );
    });
  }

  // Looking through all pairs for each merge would take days.
  it('merges a piece of a million letters', () => {
    const merger = new BytePairMerger(r50k);
    const ids = merger.merge(Buffer.alloc(1_000_000, 'a'));
    assert.equal(new Set(ids).size, 1);
  });
});
