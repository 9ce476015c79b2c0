import type { GeneratedToken, Reading } from '../../../src/protocol/runs';
import { tokenLabel } from '../../drawing/tokenText';
import { tokenLabels } from './tokenLabels';

const known = new WeakMap<readonly GeneratedToken[], { reading: Reading; labels: readonly string[] }>();

/** A label a token, made once: of the text, then of what was appended. */
export function attendedLabels(reading: Reading, appended: readonly GeneratedToken[]): readonly string[] {
  if (appended.length === 0) return tokenLabels(reading);
  const before = known.get(appended);
  if (before?.reading === reading) return before.labels;
  const labels = [...tokenLabels(reading), ...appended.map(({ bytes }) => tokenLabel(bytes) || '∅')];
  known.set(appended, { reading, labels });
  return labels;
}
