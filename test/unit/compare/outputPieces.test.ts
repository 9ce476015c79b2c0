import assert from 'node:assert/strict';
import type { GeneratedToken } from '../../../src/protocol/runs';
import { outputPieces } from '../../../webview/compare/outputPieces';

const token = (hex: string, logprob = -1, special = false): GeneratedToken => ({
  id: 0,
  bytes: Uint8Array.from(Buffer.from(hex, 'hex')),
  special,
  logprob,
  rank: 1,
  entropy: 0,
  end: false,
});
const hexOf = (text: string) => Buffer.from(text).toString('hex');

describe('outputPieces', () => {
  const rows: [title: string, tokens: string[], pieces: string[]][] = [
    ['leaves whole characters alone', [hexOf('a'), hexOf(' b')], [hexOf('a'), hexOf(' b')]],
    ['joins a character in two tokens', ['e4bd', 'a0', hexOf('x')], ['e4bda0', hexOf('x')]],
    ['joins four tokens of an emoji', ['f0', '9f', '91', '8d'], ['f09f918d']],
    ['joins on while the next character is cut too', ['e4', 'bda0e5', 'a5bd'], ['e4bda0e5a5bd']],
    ['keeps what is cut at the end', [hexOf('a'), 'e4bd'], [hexOf('a'), 'e4bd']],
    ['does not wait for bytes that begin no character', ['80', '80', hexOf('a')], ['80', '80', hexOf('a')]],
    ['has nothing for nothing', [], []],
  ];
  for (const [title, tokens, pieces] of rows) {
    it(title, () => {
      const found = outputPieces(tokens.map((hex) => token(hex)));
      assert.deepEqual(
        found.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
        pieces,
      );
    });
  }

  it('gives a joined piece the probability of all its tokens', () => {
    const [piece] = outputPieces([token('e4', -1), token('bd', -0.5), token('a0', -0.25)]);
    assert.equal(piece.logprob, -1.75);
    assert.equal(piece.tokens.length, 3);
  });

  it('ends a cut character at a special token', () => {
    const found = outputPieces([token('e4'), token(hexOf('</think>'), -1, true), token('bd')]);
    assert.deepEqual(
      found.map(({ special }) => special),
      [false, true, false],
    );
  });
});
