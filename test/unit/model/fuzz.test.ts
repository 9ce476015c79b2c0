import assert from 'node:assert/strict';
import { fuzz } from '../../fuzz/fuzz';

describe('model: damaged files', function () {
  this.timeout(180_000);

  it('are opened or refused, 300 of them: none hangs, floods the memory, leaves its folder or ends in a bug', async () => {
    const { counts, failures } = await fuzz(0, 300);
    assert.deepEqual(failures, []);
    assert.ok(counts.opened > 20 && counts.modelGraphBroken > 50, JSON.stringify(counts));
  });
});
