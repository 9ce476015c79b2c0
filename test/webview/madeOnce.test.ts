import assert from 'node:assert/strict';
import { madeOnce } from '../../webview/ui/madeOnce';

describe('what is made once', () => {
  it('is the same for the same object and the rest, also where nothing is made, and another for another', () => {
    let made = 0;
    const times = madeOnce((values: number[], factor: number) => {
      made++;
      return factor === 0 ? null : values.map((value) => value * factor);
    });
    const [some, others] = [[1, 2], [3]];
    const twice = times(some, 2);
    assert.deepEqual(twice, [2, 4]);
    assert.deepEqual(times(others, 2), [6]);
    assert.equal(times(some, 2), twice);
    assert.equal(made, 2);
    assert.equal(times(some, 0), null);
    assert.equal(times(some, 0), null);
    assert.equal(made, 3);
    assert.deepEqual(times(some, 2), twice);
    assert.equal(made, 4, 'the last one is kept');
  });
});
