import assert from 'node:assert/strict';
import { headStatistics } from '../../../src/runtime/measure/headStatistics';
import type { HeadScores } from '../../../src/runtime/measure/heads';
import { close } from './close';
import { headScores } from './wholeMaps';

const { LN2, log } = Math;

describe('measure: heads', () => {
  const table: { name: string; ids: number[]; map: number[][]; expected: HeadScores }[] = [
    {
      name: 'a previous-token head',
      ids: [7, 8, 9],
      map: [
        [1, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      expected: {
        previousToken: 1,
        duplicateToken: Number.NaN,
        induction: Number.NaN,
        sink: 2 / 3,
        entropy: 0,
        distance: 2 / 3,
      },
    },
    {
      // a b a b: position 2 has a copy at 0 (right after it: 1), position 3 one at 1 (right after it: 2).
      name: 'a text that repeats itself',
      ids: [1, 2, 1, 2],
      map: [
        [1, 0, 0, 0],
        [0.5, 0.5, 0, 0],
        [0.25, 0.5, 0.25, 0],
        [0, 0.25, 0.75, 0],
      ],
      expected: {
        previousToken: (0.5 + 0.5 + 0.75) / 3,
        duplicateToken: (0.25 + 0.25) / 2,
        induction: (0.5 + 0.75) / 2,
        sink: 1.75 / 4,
        entropy: (0 + LN2 + 1.5 * LN2 - 0.25 * log(0.25) - 0.75 * log(0.75)) / 4,
        distance: (0 + 0.5 + (0.5 + 0.5) + (0.5 + 0.75)) / 4,
      },
    },
    {
      // a a a: right after the copy at q − 1 is q itself.
      name: 'one token three times',
      ids: [4, 4, 4],
      map: [
        [1, 0, 0],
        [0.5, 0.5, 0],
        [0.2, 0.3, 0.5],
      ],
      expected: {
        previousToken: (0.5 + 0.3) / 2,
        duplicateToken: (0.5 + 0.5) / 2,
        induction: (0.5 + 0.8) / 2,
        sink: 1.7 / 3,
        entropy: (LN2 - 0.2 * log(0.2) - 0.3 * log(0.3) - 0.5 * log(0.5)) / 3,
        distance: (0.5 + 0.4 + 0.3) / 3,
      },
    },
    {
      name: 'one token',
      ids: [4],
      map: [[1]],
      expected: {
        previousToken: Number.NaN,
        duplicateToken: Number.NaN,
        induction: Number.NaN,
        sink: 1,
        entropy: 0,
        distance: 0,
      },
    },
  ];
  for (const { name, ids, map, expected } of table) {
    it(`scores ${name}`, () => {
      const scores = headScores(Float32Array.from(map.flat()), ids);
      for (const key of Object.keys(expected) as (keyof HeadScores)[]) close(scores[key], expected[key]);
    });
  }

  it('lists the heads in their order', () => {
    const diagonal = [1, 0, 0, 1];
    const first = [1, 0, 1, 0];
    const scores = [diagonal, first, first].map((map) => headScores(Float32Array.from(map), [1, 2]));
    const statistics = headStatistics(scores);
    assert.deepEqual([...statistics.sink], [0.5, 1, 1]);
    assert.deepEqual([...statistics.previousToken], [0, 1, 1]);
    assert.ok(statistics.induction.every(Number.isNaN));
  });
});
