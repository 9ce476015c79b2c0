import { html, nothing, type TemplateResult } from 'lit';
import { numberFormat } from '../../../../src/protocol/numberText';
import { decimal, integer, percent } from '../../../ui/format';
import { language, t } from '../../../ui/l10n';
import { numberField } from '../../../ui/numberField';
import type { TextSize } from '../../textSize';
import type { Outcome } from './comparedTokenizations';

export interface SummaryRow {
  key: string;
  name: string;
  outcome: Outcome;
  /** Of a million tokens, as the reader gave it; null without. */
  price: number | null;
}

/** How many tokens each tokenizer makes of the text; and what they cost, where a price was given. */
export function summaryTable(
  rows: readonly SummaryRow[],
  size: TextSize,
  setPrice: (key: string, price: number | null) => void,
): TemplateResult {
  const counts = rows.map(({ outcome }) => countOf(outcome));
  const fewest = Math.min(...counts.filter((count) => count !== null));
  return html`<table>
    <thead>
      <tr>
        <th></th>
        <th class="name">${t('Tokenizer')}</th>
        <th class="number">${t('Tokens')}</th>
        <th class="number more" title=${t('More tokens than the tokenizer with the fewest')}>${t('More')}</th>
        <th class="number">${t('Bytes per token')}</th>
        <th class="number">${t('Characters per token')}</th>
        <th class="number">${t('Price per million')}</th>
        <th class="number">${t('Cost')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(({ key, name, outcome, price }, i) => {
        const count = counts[i];
        return html`<tr>
          <td class="number faint">${i + 1}</td>
          <td class="name">${name}</td>
          ${
            count === null
              ? html`<td colspan="4" class="faint">${outcome && 'problem' in outcome ? outcome.problem : '…'}</td>`
              : html`<td class="number"><b>${integer(count)}</b></td>
                <td class="number more faint">${fewest > 0 && count > fewest ? `+${percent(count / fewest - 1)}` : '–'}</td>
                <td class="number">${decimal(per(size.bytes, count))}</td>
                <td class="number">${decimal(per(size.characters, count))}</td>`
          }
          <td class="number price">
            ${numberField({
              label: t('Price of a million tokens of {0}', name),
              placeholder: '–',
              value: price,
              whole: false,
              change: (value) => setPrice(key, value),
              cleared: () => setPrice(key, null),
            })}
          </td>
          <td class="number">${price !== null && count !== null ? cost((price * count) / 1e6) : nothing}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

const countOf = (outcome: Outcome): number | null =>
  outcome && 'tokenization' in outcome ? outcome.tokenization.tokens.ids.length : null;

const per = (amount: number, count: number) => (count > 0 ? amount / count : null);

/** In the currency that the price was in. */
const cost = (amount: number) => numberFormat(language(), { maximumSignificantDigits: 3 }).format(amount);
