import { html, nothing, type TemplateResult } from 'lit';
import type { GeneratedToken } from '../../src/protocol/runs';
import { tokenLabel } from '../drawing/tokenText';
import { bits, integer, percent } from '../ui/format';
import { t } from '../ui/l10n';

/** One generated token's figures in a line. */
export function tokenReadout(token: GeneratedToken): TemplateResult {
  return html`<span class="mono">${tokenLabel(token.bytes)}</span>
    <b class="number">${percent(Math.exp(token.logprob))}</b>
    <span class="faint number">
      · ${t('rank {0}', integer(token.rank))} · ${t('entropy {0}', bits(token.entropy))}
      ${token.end ? html` · ${t('end of the text')}` : nothing}
    </span>`;
}
