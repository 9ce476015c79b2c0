import type { GeneratedToken, Reading } from '../../../src/protocol/runs';
import { tokenLabel } from '../../drawing/tokenText';
import { madeOnce } from '../../ui/madeOnce';
import { tokenLabels } from './tokenLabels';

/** A label a token: of the text, then of what was appended. */
export function attendedLabels(reading: Reading, appended: readonly GeneratedToken[]): readonly string[] {
  return appended.length === 0 ? tokenLabels(reading) : labelsOfAll(appended, reading);
}

const labelsOfAll = madeOnce((appended: readonly GeneratedToken[], reading: Reading): readonly string[] => [
  ...tokenLabels(reading),
  ...appended.map(({ bytes }) => tokenLabel(bytes) || '∅'),
]);
