import assert from 'node:assert/strict';
import { packBytes } from '../../src/protocol/bytes';
import type { TokenTable } from '../../src/protocol/tokens';
import { chunkOf, estimatedLines, stripChunks } from '../../webview/drawing/stripChunks';

function table(texts: readonly string[]): TokenTable {
  const count = texts.length;
  const bytes = packBytes(texts.map((text) => new TextEncoder().encode(text)));
  const ints = () => new Int32Array(count);
  return { ids: ints(), starts: ints(), ends: ints(), flags: new Uint8Array(count), bytes };
}

describe('chunks of a strip', () => {
  const lines = table(Array.from({ length: 10_000 }, (_, i) => (i % 7 === 6 ? '.\n' : 'word ')));

  it('end where lines end, in a long text', () => {
    const { firsts, blocks } = stripChunks(lines, false);
    assert.ok(blocks);
    assert.equal(firsts[0], 0);
    assert.equal(firsts[firsts.length - 1], 10_000);
    for (const first of firsts.subarray(1, -1)) assert.equal(first % 7, 0);
  });

  it('end anywhere where there are no lines', () => {
    const { firsts } = stripChunks(table(Array.from({ length: 5000 }, () => 'a')), false);
    assert.deepEqual(firsts.subarray(0, 3), Int32Array.of(0, 100, 200));
  });

  it('flow on in a short text, and where the text goes on from another', () => {
    assert.deepEqual(stripChunks(table(['a', 'b']), false), { firsts: Int32Array.of(0, 2), blocks: false });
    assert.equal(stripChunks(lines, true).blocks, false);
    assert.deepEqual(stripChunks(table([]), false).firsts, Int32Array.of(0));
  });

  it('are found by their tokens', () => {
    const chunks = stripChunks(lines, false);
    for (let chunk = 0; chunk < chunks.firsts.length - 1; chunk++) {
      assert.equal(chunkOf(chunks, chunks.firsts[chunk]), chunk);
      assert.equal(chunkOf(chunks, chunks.firsts[chunk + 1] - 1), chunk);
    }
  });

  it('are about as high as their lines', () => {
    assert.equal(estimatedLines(table(['one', ' two\n', 'three']), 0, 3, 80), 2);
    assert.equal(estimatedLines(table(['a'.repeat(100)]), 0, 1, 50), 3);
    assert.equal(estimatedLines(table(['你好'.repeat(10)]), 0, 1, 41), 1);
  });
});
