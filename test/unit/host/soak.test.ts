import assert from 'node:assert/strict';
import { soak } from '../../soak/soak';

describe('the runtime, killed at random moments', function () {
  this.timeout(240_000);

  it('starts again each time, gives what it gave, and leaves no process behind', async () => {
    const { kills, failures } = await soak(10, 7);
    assert.deepEqual(failures, []);
    const interrupted = Object.values(kills).reduce((sum, { times, late }) => sum + times - late, 0);
    assert.ok(interrupted >= 3, `only ${interrupted} kills came in time: ${JSON.stringify(kills)}`);
  });
});
