import assert from 'node:assert/strict';
import { AttentionMaps } from '../../../src/runtime/runs/attentionMaps';

describe('maps of attention', () => {
  const logits = new Float32Array(0);
  /** [2 heads, rows, keys] */
  const chunk = (first: number, rows: number, ...attention: number[][]) => ({
    first,
    rows,
    logits,
    attention: attention.map((values) => Float32Array.from(values)),
  });

  it('are joined of what each pass gave, with nothing for keys after it', () => {
    const maps = new AttentionMaps(1, 2, 3);
    maps.add(chunk(0, 2, [1, 0, 4, 5, 2, 0, 6, 7]));
    maps.add(chunk(2, 1, [8, 9, 10, 11, 12, 13]));
    assert.deepEqual([...maps.map(0, 0)], [1, 0, 0, 4, 5, 0, 8, 9, 10]);
    assert.deepEqual([...maps.map(0, 1)], [2, 0, 0, 6, 7, 0, 11, 12, 13]);
    assert.equal(maps.bytes, 4 * (8 + 6));
  });

  it('belong to whoever asks for them', () => {
    const maps = new AttentionMaps(1, 1, 1);
    maps.add(chunk(0, 1, [1]));
    maps.map(0, 0)[0] = 5;
    assert.deepEqual([...maps.map(0, 0)], [1]);
  });

  it('do not come of a pass that lacks a layer', () => {
    const maps = new AttentionMaps(2, 1, 1);
    assert.throws(() => maps.add(chunk(0, 1, [1])), /all layers/);
    assert.throws(() => maps.add({ first: 0, rows: 1, logits }), /all layers/);
  });
});
