import assert from 'node:assert/strict';
import { firstLeads } from '../../../src/runtime/measure/firstLeads';

/** Ranks of the final answer by state, the embedding first. */
const rows: { title: string; ranks: number[]; leads: number }[] = [
  { title: 'from the first state on', ranks: [1, 1, 1, 1], leads: 0 },
  { title: 'in the last state only', ranks: [9, 4, 2, 1], leads: 3 },
  { title: 'from the second on', ranks: [7, 1, 1, 1], leads: 1 },
  { title: 'with an early lead that is lost again', ranks: [1, 1, 5, 1], leads: 3 },
  { title: 'nowhere, for a token that is not the answer', ranks: [1, 1, 1, 2], leads: 4 },
  { title: 'nowhere, without figures', ranks: [0, 0, 0, 0], leads: 4 },
];

describe('where the final answer first leads to the end', () => {
  for (const { title, ranks, leads } of rows) {
    it(title, () => assert.deepEqual([...firstLeads(Int32Array.from(ranks), 4, 1)], [leads]));
  }

  it('is told for each position by itself', () => {
    const [states, positions] = [4, rows.length];
    const ranks = Int32Array.from({ length: states * positions }, (_, cell) => {
      return rows[cell % positions].ranks[Math.floor(cell / positions)];
    });
    assert.deepEqual(
      [...firstLeads(ranks, states, positions)],
      rows.map(({ leads }) => leads),
    );
  });
});
