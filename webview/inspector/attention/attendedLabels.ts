import type { GeneratedToken, Reading } from '../../../src/protocol/runs';
import { tokenBytes } from '../../../src/protocol/tokenLookup';
import { tokenLabel } from '../../drawing/tokenText';

/** A label a token: of the text, then of what was appended. */
export function attendedLabels({ tokens }: Reading, appended: readonly GeneratedToken[]): string[] {
  const ofText = Array.from(tokens.ids, (_, i) => tokenBytes(tokens, i));
  return [...ofText, ...appended.map(({ bytes }) => bytes)].map((bytes) => tokenLabel(bytes) || '∅');
}
