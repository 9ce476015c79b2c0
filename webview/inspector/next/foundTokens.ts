import { html, nothing, type TemplateResult } from 'lit';
import type { Distribution, DistributionRow } from '../../../src/protocol/runs';
import { tokenLabel } from '../../drawing/tokenText';
import { decimal, integer, percent } from '../../ui/format';
import { t } from '../../ui/l10n';

/** Where a text that was looked up stands. Only its first token can be the next one. */
export function foundTokens(
  { found }: Distribution,
  locked: boolean,
  choose: (id: number) => void,
): TemplateResult | typeof nothing {
  if (found.length === 0) return nothing;
  const [first, ...others] = found;
  return html`<div class="found card" aria-live="polite">
    <div class="row">
      <button class="plain mono token" title=${t('Append this token')} ?disabled=${locked} @click=${() => choose(first.id)}>${tokenLabel(first.bytes)}</button>
      <span class="number">${t('rank {0}', integer(first.rank))}</span>
      <span class="number"><b>${percent(Math.exp(first.logprob))}</b></span>
      <span class="number faint">${t('logit {0}', decimal(first.logit))}</span>
      ${first.cutBy ? html`<span class="faint">${cutReason(first)}</span>` : nothing}
    </div>
    ${
      others.length
        ? html`<p class="faint">
            ${t('The text is {0} tokens; only the first can come next. Then: {1}', found.length, others.map(({ bytes }) => tokenLabel(bytes)).join(' | '))}
          </p>`
        : nothing
    }
  </div>`;
}

const cutReason = ({ cutBy }: DistributionRow) => (cutBy === 'topK' ? t('cut by top-k') : t('cut by top-p'));
