import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitSteps } from '../../../src/runtime/generate/steps';

const bytes = (texts: readonly string[]) => texts.map((text) => new TextEncoder().encode(text));

/** Tokens, written with `|` between them, and the steps they fall into. */
const rows: { what: string; tokens: string; steps: string[] }[] = [
  { what: 'sentences', tokens: '7| +| 5|.| So| 12|.', steps: ['7 + 5.', ' So 12.'] },
  { what: 'lines', tokens: 'a|\n|b|\n\n|c', steps: ['a\n', 'b\n\n', 'c'] },
  { what: 'a sentence that ends its line', tokens: 'a|.|\n|b', steps: ['a.\n', 'b'] },
  { what: 'a token that ends one step and belongs to it whole', tokens: 'a|.\n  |b', steps: ['a.\n  ', 'b'] },
  { what: 'decimals and names with dots', tokens: '3|.|5| a|.|b', steps: ['3.5 a.b'] },
  { what: 'numbered lines', tokens: '1|.| a|.|\n|2|.| b', steps: ['1. a.\n', '2. b'] },
  {
    what: 'numbers that end a sentence',
    tokens: 'So| 12|.| Then| 7|.\n|8|.\n',
    steps: ['So 12.', ' Then 7.\n', '8.\n'],
  },
  { what: 'questions, exclamations, semicolons', tokens: 'a|?| b|!| c|;| d', steps: ['a?', ' b!', ' c;', ' d'] },
  { what: 'closing quotes', tokens: 'a|."| b', steps: ['a."', ' b'] },
  { what: 'an ellipsis', tokens: 'a|...| b', steps: ['a...', ' b'] },
  { what: 'Chinese', tokens: '三|加|五|。|得|八|！|对', steps: ['三加五。', '得八！', '对'] },
  { what: 'white space at the start', tokens: '\n|\n|a', steps: ['\n\na'] },
  { what: 'white space at the end', tokens: 'a|.|\n| ', steps: ['a.\n '] },
  { what: 'white space alone', tokens: '\n|\n', steps: ['\n\n'] },
  { what: 'nothing', tokens: '', steps: [] },
];

describe('splitSteps', () => {
  for (const { what, tokens, steps } of rows) {
    it(`splits ${what}`, () => {
      const texts = tokens === '' ? [] : tokens.split('|');
      assert.deepEqual(
        splitSteps(bytes(texts)).map(({ start, end }) => texts.slice(start, end).join('')),
        steps,
      );
    });
  }

  it('cuts no character: a sentence end within a token of half a character belongs to the token', () => {
    const [first, second, third] = [Uint8Array.of(0xe3, 0x80), Uint8Array.of(0x82), Uint8Array.of(0x61)];
    assert.deepEqual(splitSteps([first, second, third]), [
      { start: 0, end: 2 },
      { start: 2, end: 3 },
    ]);
  });

  for (const text of [' ', '.', '\n', '1.\n', 'a b. ', '."\'', '1']) {
    it(`takes linear time over ${JSON.stringify(text)} many times`, () => {
      const long = `${text.repeat(100_000)}x`;
      assert.equal(splitSteps(bytes([long])).length, 1);
    }).timeout(1500);
  }

  it('gives every token to exactly one step that is not white space', () => {
    const token = fc.constantFrom('a', ' b', '.', '. ', '\n', ' \n\n', '。', '！', ';', '1', ' ', '."', 'é');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (texts) => {
        const steps = splitSteps(bytes(texts));
        assert.equal(steps.map(({ start, end }) => texts.slice(start, end).join('')).join(''), texts.join(''));
        let next = 0;
        for (const { start, end } of steps) {
          assert.equal(start, next);
          assert.ok(end > start);
          next = end;
          const text = texts.slice(start, end).join('');
          assert.ok(text.trim() !== '' || texts.join('').trim() === '');
        }
      }),
    );
  });
});
