import { html, nothing, type TemplateResult } from 'lit';
import { plural } from '../../src/protocol/plural';
import type { GeneratedToken } from '../../src/protocol/runs';
import { integer } from '../ui/format';
import { t } from '../ui/l10n';

/** Says that what is shown goes on beyond the text, and where it is so, that the tokens there are underlined. */
export function appendedNote(
  { length }: readonly GeneratedToken[],
  { underlined = false } = {},
): TemplateResult | typeof nothing {
  if (length === 0) return nothing;
  const text = underlined ? t('With {0} generated at the end, underlined', tokenCount(length)) : appendedText(length);
  return html`<p class="faint">${text}</p>`;
}

/** @param count of tokens that were generated */
export const appendedText = (count: number): string => t('With {0} generated at the end', tokenCount(count));

/** For a saved run: what it does not hold. */
export function missingAppendedNote({ length }: readonly GeneratedToken[]): TemplateResult | typeof nothing {
  if (length === 0) return nothing;
  return html`<p class="faint">
    ${t('The file has the layers of the text alone, without the {0} generated at its end.', tokenCount(length))}
  </p>`;
}

const tokenCount = (count: number) => plural(count, t('{0} token', integer(count)), t('{0} tokens', integer(count)));
