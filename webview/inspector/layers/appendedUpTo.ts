import type { GeneratedToken } from '../../../src/protocol/runs';
import type { SliceTokens } from '../attention/slice';

/** The appended tokens that a position sees, its own included. */
export function appendedUpTo({
  reading,
  appended,
  position,
}: SliceTokens & { position: number }): readonly GeneratedToken[] {
  return appended.slice(0, Math.max(0, position + 1 - reading.tokens.ids.length));
}
