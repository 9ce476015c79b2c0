/**
 * For each position, the first state from which on the followed token has rank 1 in every state to the last; `states` where
 * it has not even in the last.
 *
 * @param ranks [states, positions], 1 + number of strictly larger logits
 */
export function firstLeads(ranks: Int32Array, states: number, positions: number): Int32Array {
  const first = new Int32Array(positions).fill(states);
  for (let position = 0; position < positions; position++) {
    while (first[position] > 0 && ranks[(first[position] - 1) * positions + position] === 1) first[position]--;
  }
  return first;
}
