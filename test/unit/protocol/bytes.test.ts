import assert from 'node:assert/strict';
import { characterLength, hex, packBytes, packedAt, spacedHex } from '../../../src/protocol/bytes';
import { plural } from '../../../src/protocol/plural';

describe('bytes', () => {
  it('are packed, and found again', () => {
    const strings = [[1, 2, 3], [], [4]].map((string) => Uint8Array.from(string));
    const packed = packBytes(strings);
    assert.deepEqual([...packed.bytes], [1, 2, 3, 4]);
    for (const [i, string] of strings.entries()) assert.deepEqual(packedAt(packed, i), string);
  });

  it('are written in hexadecimal', () => {
    const bytes = Uint8Array.of(0, 0xe4, 0xbd, 0x0a);
    assert.equal(hex(bytes), '00e4bd0a');
    assert.equal(spacedHex(bytes), '00 E4 BD 0A');
    assert.equal(hex(new Uint8Array(0)), '');
  });

  it('tell how long a UTF-8 character is, as a strict decoder has it', () => {
    const whole = (bytes: number[]) => {
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)).length > 0;
      } catch {
        return false;
      }
    };
    for (let lead = 0; lead < 256; lead++) {
      // Second bytes of every class: some leads allow only a part of them.
      const tails = [[], ...[0x80, 0x90, 0xa0].flatMap((second) => [[second], [second, 0x80], [second, 0x80, 0x80]])];
      const lengths = tails.filter((tail) => whole([lead, ...tail])).map(({ length }) => length + 1);
      assert.equal(characterLength(lead), Math.max(0, ...lengths), lead.toString(16));
    }
  });
});

describe('plural', () => {
  const cases: [count: number, text: string][] = [
    [0, 'tokens'],
    [1, 'token'],
    [1.5, 'tokens'],
    [2, 'tokens'],
    [21, 'tokens'],
  ];
  for (const [count, text] of cases) it(`${count} ${text}`, () => assert.equal(plural(count, 'token', 'tokens'), text));
});
