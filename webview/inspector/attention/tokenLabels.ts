import type { Reading } from '../../../src/protocol/runs';
import { tokenBytes } from '../../../src/protocol/tokenLookup';
import { tokenLabel } from '../../drawing/tokenText';

const known = new WeakMap<Reading, string[]>();

/** [T] what a reading's tokens are called, made once. */
export function tokenLabels(reading: Reading): string[] {
  const labels =
    known.get(reading) ?? Array.from(reading.tokens.ids, (_, i) => tokenLabel(tokenBytes(reading.tokens, i)) || '∅');
  known.set(reading, labels);
  return labels;
}
