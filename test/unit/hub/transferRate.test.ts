import assert from 'node:assert/strict';
import { TransferRate } from '../../../src/hub/transferRate';

describe('the rate of a transfer', () => {
  /** Samples of [seconds, bytes], and the bytes a second that follow from the last five seconds. */
  const rows: [what: string, samples: [number, number][], rate: number | undefined][] = [
    ['nothing', [], undefined],
    ['one sample', [[0, 100]], undefined],
    [
      'too short a time',
      [
        [0, 0],
        [0.4, 100],
      ],
      undefined,
    ],
    [
      'a steady one',
      [
        [0, 0],
        [1, 100],
        [2, 200],
      ],
      100,
    ],
    [
      'one that began before',
      [
        [0, 5000],
        [1, 5100],
      ],
      100,
    ],
    [
      'one that became faster',
      [
        [0, 0],
        [10, 100],
        [14, 100],
        [15, 1100],
        [16, 2100],
      ],
      2000 / 6,
    ],
    [
      'one that stands still',
      [
        [0, 0],
        [1, 1000],
        [20, 1000],
        [26, 1000],
      ],
      0,
    ],
    [
      'a file that began anew',
      [
        [0, 0],
        [1, 1000],
        [2, 10],
        [3, 60],
      ],
      50,
    ],
  ];
  for (const [what, samples, rate] of rows) {
    it(what, () => {
      const transfer = new TransferRate();
      for (const [seconds, bytes] of samples) transfer.add(seconds * 1000, bytes);
      assert.equal(transfer.bytesPerSecond, rate);
      assert.equal(transfer.secondsFor(600), rate ? 600 / rate : undefined);
    });
  }
});
