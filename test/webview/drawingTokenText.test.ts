import assert from 'node:assert/strict';
import { tokenLabel, tokenPieces, utf8Runs } from '../../webview/drawing/tokenText';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const hexBytes = (hex: string) => Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));

describe('the text of a token', () => {
  const labels: [what: string, bytes: Uint8Array, label: string][] = [
    ['plain text', bytesOf('hello'), 'hello'],
    ['a leading space', bytesOf(' the'), '·the'],
    ['white space', bytesOf('\t\u00a0\u3000'), '→⍽□'],
    ['breaks', bytesOf(';\r\n'), ';␍⏎'],
    ['a whole character of four bytes', bytesOf('🙂'), '🙂'],
    ['an emoji that joins several', bytesOf('👩‍👧'), '👩‍👧'],
    ['the first bytes of a character', hexBytes('E4 BD'), '⟨E4 BD⟩'],
    ['the last byte of a character', hexBytes('A0'), '⟨A0⟩'],
    ['text before part of a character', hexBytes('20 61 E4'), '·a⟨E4⟩'],
    ['part of a character before text', hexBytes('A0 62'), '⟨A0⟩b'],
    ['an overlong form', hexBytes('C0 AF'), '⟨C0 AF⟩'],
    ['a surrogate as UTF-8', hexBytes('ED A0 80'), '⟨ED A0 80⟩'],
    ['beyond Unicode', hexBytes('F5 80 80 80'), '⟨F5 80 80 80⟩'],
    ['a replacement character in the text', bytesOf('\ufffd'), '⟨U+FFFD⟩'],
    ['control characters', hexBytes('00 1B 7F'), '⟨U+0000⟩⟨U+001B⟩⟨U+007F⟩'],
    ['a direction override', bytesOf('a\u202eb'), 'a⟨U+202E⟩b'],
    ['a byte order mark', bytesOf('\ufeff'), '⟨U+FEFF⟩'],
    ['a joiner alone', bytesOf('\u200d'), '⟨U+200D⟩'],
    ['a combining mark alone', bytesOf('\u0301'), '⟨U+0301⟩'],
    ['nothing', new Uint8Array(), ''],
  ];
  for (const [what, bytes, label] of labels) {
    it(`${what}: ${label}`, () => assert.equal(tokenLabel(bytes), label));
  }

  it('keeps white space as itself where signs are not wanted, but for breaks', () => {
    assert.deepEqual(tokenPieces(bytesOf(' a\tb\n'), false), [
      { kind: 'text', text: ' a\tb' },
      { kind: 'break', text: '⏎' },
    ]);
  });

  it('loses no byte', () => {
    for (let seed = 1; seed < 300; seed++) {
      const bytes = Uint8Array.from({ length: 12 }, (_, i) => (seed * 7919 + i * i * 104729) % 256);
      const joined = utf8Runs(bytes).flatMap((run) => [...(typeof run === 'string' ? bytesOf(run) : run)]);
      assert.deepEqual(joined, [...bytes]);
    }
  });
});
