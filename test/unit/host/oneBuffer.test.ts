import assert from 'node:assert/strict';
import { inOneBuffer } from '../../../src/host/oneBuffer';

describe('typed arrays on their way to a webview', () => {
  it('lie in one buffer, which holds nothing else, and keep type and values', () => {
    const pool = new ArrayBuffer(64);
    const message = {
      kind: 'result',
      value: {
        floats: new Float32Array(pool, 8, 3).fill(1.5),
        bytes: Buffer.from(pool, 3, 5),
        list: [{ ints: new Int32Array(pool, 32, 2).fill(7) }],
        doubles: new Float64Array([2.5]),
        empty: new Uint8Array(),
        nothing: null,
      },
    };
    const { kind, value } = inOneBuffer(message) as typeof message;
    assert.equal(kind, 'result');
    assert.deepEqual(value.floats, new Float32Array([1.5, 1.5, 1.5]));
    assert.deepEqual(value.bytes, new Uint8Array(message.value.bytes));
    assert.equal(value.bytes.constructor, Uint8Array);
    assert.deepEqual(value.list, [{ ints: new Int32Array([7, 7]) }]);
    assert.deepEqual(value.doubles, new Float64Array([2.5]));
    assert.equal(value.empty.length, 0);
    assert.equal(value.nothing, null);
    const { buffer } = value.floats;
    for (const view of [value.bytes, value.list[0].ints, value.doubles]) assert.equal(view.buffer, buffer);
    // 12, 5, 8 and 8 bytes, each rounded up to eights.
    assert.equal(buffer.byteLength, 16 + 8 + 8 + 8);
  });

  it('are left as they are in what is posted', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    inOneBuffer({ bytes });
    assert.deepEqual(bytes, new Uint8Array([1, 2, 3]));
  });
});
