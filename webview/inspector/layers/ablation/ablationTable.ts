import { html, type TemplateResult } from 'lit';
import type { Ablation, AblationRow, BeforeAfter } from '../../../../src/protocol/ablation';
import { plural } from '../../../../src/protocol/plural';
import { tokenLabel } from '../../../drawing/tokenText';
import { cssVariables } from '../../../ui/cssVariables';
import { decimal, integer, percent } from '../../../ui/format';
import { t } from '../../../ui/l10n';

/** The best tokens of before and of after, with both probabilities. */
export function ablationTable({ rows, rest }: Ablation): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t('Token')}</th>
        <th class="share optional"><span class="visually-hidden">${t('Bars of before and after')}</span></th>
        <th scope="col" class="figure">${t('Before')}</th>
        <th scope="col" class="figure">${t('After')}</th>
        <th scope="col" class="figure" title=${t('In percentage points')}>${t('Change (pp)')}</th>
        <th scope="col" class="figure optional">${t('Rank')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(tokenRow)}
      <tr class="rest">
        <th scope="row">${plural(rest.count, t('{0} other token', 1), t('{0} other tokens', integer(rest.count)))}</th>
        ${figures(rest.probability)}
        <td class="optional"></td>
      </tr>
    </tbody>
  </table>`;
}

function tokenRow({ bytes, logprob, rank }: AblationRow): TemplateResult {
  const ranks = rank.before === rank.after ? integer(rank.before) : `${integer(rank.before)} → ${integer(rank.after)}`;
  return html`<tr>
    <th scope="row" class="token mono">${tokenLabel(bytes)}</th>
    ${figures({ before: Math.exp(logprob.before), after: Math.exp(logprob.after) })}
    <td class="figure number optional">${ranks}</td>
  </tr>`;
}

function figures({ before, after }: BeforeAfter): TemplateResult {
  return html`<td class="share optional">
      <span class="bar earlier-share" ${cssVariables({ '--share': before })}></span>
      <span class="bar" ${cssVariables({ '--share': after })}></span>
    </td>
    <td class="figure number">${percent(before)}</td>
    <td class="figure number">${percent(after)}</td>
    <td class="figure number">${signed(100 * (after - before))}</td>`;
}

const signed = (points: number) => `${points > 0 ? '+' : ''}${decimal(points)}`;
