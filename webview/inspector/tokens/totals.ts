import { html, nothing, type TemplateResult } from 'lit';
import type { Tokenization } from '../../../src/protocol/tokens';
import { decimal, integer } from '../../ui/format';
import { t } from '../../ui/l10n';
import type { TextSize } from '../textSize';

/** @param size of the text that was tokenized; null where that text is gone */
export function totals(
  { tokens, vocabularySize, tokenizer, lossless }: Tokenization,
  size: TextSize | null,
): TemplateResult {
  const count = tokens.ids.length;
  const per = (amount: number | undefined) => decimal(amount && count > 0 ? amount / count : null);
  return html`<dl class="card">
    <dt>${t('Tokenizer')}</dt>
    <dd>${tokenizer}</dd>
    <dt>${t('Vocabulary')}</dt>
    <dd class="number">${integer(vocabularySize)}</dd>
    <dt>${t('Tokens')}</dt>
    <dd class="number">${integer(count)}</dd>
    <dt>${t('Bytes per token')}</dt>
    <dd class="number">${per(size?.bytes)}</dd>
    <dt>${t('Characters per token')}</dt>
    <dd class="number">${per(size?.characters)}</dd>
    ${
      lossless
        ? nothing
        : html`<dt>${t('Lossless')}</dt>
          <dd>${t('no: the tokenizer changes the text')}</dd>`
    }
  </dl>`;
}
