import { errorTexts, LoupeError } from '../../src/protocol/errors';
import { t } from './l10n';

/** An error in the reader's language. Bugs keep their English message. */
export function errorText(error: unknown): string {
  if (error instanceof LoupeError) return t(errorTexts[error.code], ...error.args);
  return error instanceof Error ? error.message : String(error);
}
