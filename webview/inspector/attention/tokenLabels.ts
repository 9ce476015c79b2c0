import type { Reading } from '../../../src/protocol/runs';
import { tokenBytes } from '../../../src/protocol/tokenLookup';
import { tokenLabel } from '../../drawing/tokenText';
import { madeOnce } from '../../ui/madeOnce';

/** [T] what a reading's tokens are called. */
export const tokenLabels = madeOnce(({ tokens }: Reading): string[] =>
  Array.from(tokens.ids, (_, i) => tokenLabel(tokenBytes(tokens, i)) || '∅'),
);
