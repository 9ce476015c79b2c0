import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packBytes } from '../../../src/protocol/bytes';
import { splitCharacters } from '../../../src/protocol/splitCharacters';

const tokensOf = (...hex: string[]) => packBytes(hex.map((token) => Buffer.from(token, 'hex')));
const told = (tokens: ReturnType<typeof tokensOf>, index: number) =>
  splitCharacters(tokens, index).map(
    ({ character, bytes, from, to, tokens }) =>
      `${character} ${from}-${to} of ${bytes.length}, tokens ${tokens.first}-${tokens.end}`,
  );

describe('split characters', () => {
  const cases: { name: string; tokens: string[]; index: number; told: string[] }[] = [
    { name: 'none in whole characters', tokens: ['61', 'e4bda0'], index: 1, told: [] },
    {
      name: 'a character that goes on, behind text',
      tokens: ['2061e4', 'bda0'],
      index: 0,
      told: ['你 0-1 of 3, tokens 0-2'],
    },
    {
      name: 'a character that ends, before text',
      tokens: ['e4', 'bda062'],
      index: 1,
      told: ['你 1-3 of 3, tokens 0-2'],
    },
    { name: 'a part in the middle', tokens: ['f0', '9f99', '82'], index: 1, told: ['🙂 1-3 of 4, tokens 0-3'] },
    {
      name: 'two characters in one token',
      tokens: ['e4bd', 'a0e5', 'a5bd'],
      index: 1,
      told: ['你 2-3 of 3, tokens 0-2', '好 0-1 of 3, tokens 1-3'],
    },
    {
      name: 'parts around a token without bytes',
      tokens: ['e4', '', 'bda0'],
      index: 2,
      told: ['你 1-3 of 3, tokens 0-3'],
    },
    { name: 'none in a token without bytes', tokens: ['e4', '', 'bda0'], index: 1, told: [] },
    { name: 'none where the rest never comes', tokens: ['e4bd', '62'], index: 0, told: [] },
    { name: 'none in stray bytes', tokens: ['61', 'a0a0', 'a0a0'], index: 1, told: [] },
    { name: 'none at the end of all', tokens: ['61', 'f09f'], index: 1, told: [] },
  ];
  for (const { name, tokens, index, told: expected } of cases) {
    it(`finds ${name}`, () => assert.deepEqual(told(tokensOf(...tokens), index), expected));
  }

  it('give each byte of a cut character to the token that holds it, however a text is cut', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat({ max: 60 }), { maxLength: 12 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const edges = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        const packed = packBytes(pieces);
        const held = new Map<string, number>();
        pieces.forEach((piece, i) => {
          for (const { character, from, to, bytes: all, tokens } of splitCharacters(packed, i)) {
            assert.deepEqual(Buffer.from(all), Buffer.from(character));
            assert.ok(tokens.first <= i && i < tokens.end);
            assert.ok(piece.includes(Buffer.from(all.subarray(from, to))));
            const key = `${tokens.first} ${tokens.end} ${character}`;
            held.set(key, (held.get(key) ?? 0) + to - from);
          }
        });
        // A character may lie twice between the same tokens only if it lies whole in one of them.
        for (const [key, count] of held) assert.equal(count, Buffer.byteLength(key.split(' ').slice(2).join(' ')), key);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});
