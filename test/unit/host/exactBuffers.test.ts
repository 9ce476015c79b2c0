import assert from 'node:assert/strict';
import { exactBuffers } from '../../../src/host/exactBuffers';

describe('typed arrays on their way to a webview', () => {
  it('own exactly their bytes, wherever they lie, and keep type and values', () => {
    const pool = new ArrayBuffer(64);
    const message = {
      kind: 'result',
      value: {
        floats: new Float32Array(pool, 8, 3).fill(1.5),
        bytes: Buffer.from(pool, 3, 5),
        list: [{ ints: new Int32Array(pool, 32, 2).fill(7) }],
        nothing: null,
      },
    };
    const copy = exactBuffers(message) as typeof message;
    assert.deepEqual([...copy.value.floats], [1.5, 1.5, 1.5]);
    assert.equal(copy.value.floats.buffer.byteLength, 12);
    assert.deepEqual([...copy.value.bytes], [...message.value.bytes]);
    assert.equal(copy.value.bytes.constructor, Uint8Array);
    assert.equal(copy.value.bytes.buffer.byteLength, 5);
    assert.equal(copy.value.list[0].ints.buffer.byteLength, 8);
    assert.equal(copy.value.nothing, null);
  });

  it('are not copied where they do already', () => {
    const exact = new Float32Array(4);
    assert.equal(exactBuffers(exact), exact);
  });
});
