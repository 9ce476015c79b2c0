import assert from 'node:assert/strict';
import type { Results } from '../../../src/host/inspection/results';
import { Tint } from '../../../src/host/inspection/tint';
import { attentionLevel } from '../../../src/protocol/attentionTint';
import { Emitter } from '../../../src/protocol/disposable';
import type { Reading } from '../../../src/protocol/runs';

describe('tint of the editor by attention', () => {
  it('goes with its reading, and is none of another', () => {
    const changed = new Emitter<Reading | null>();
    const results = { reading: { runId: 'a' }, onDidChangeReading: changed.on };
    const tint = new Tint(results as unknown as Results);
    let told = 0;
    tint.onDidChange(() => told++);
    const weights = Float32Array.of(1);
    tint.set({ runId: 'b', weights });
    assert.equal(tint.current, null);
    tint.set({ runId: 'a', weights });
    assert.deepEqual(tint.current, { runId: 'a', weights });
    results.reading = { runId: 'b' };
    changed.fire(null);
    assert.equal(tint.current, null);
    assert.equal(told, 2);
    tint.dispose();
  });

  for (const [weight, level] of [
    [0, -1],
    [0.0199, -1],
    [0.02, 0],
    [0.05, 1],
    [0.3, 2],
    [0.5, 3],
    [1, 3],
    [Number.NaN, -1],
  ]) {
    it(`has level ${level} for ${weight}`, () => assert.equal(attentionLevel(weight), level));
  }
});
