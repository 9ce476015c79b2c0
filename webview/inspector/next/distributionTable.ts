import { css, html, LitElement, nothing } from 'lit';
import { plural } from '../../../src/protocol/plural';
import type { Distribution, DistributionRow } from '../../../src/protocol/runs';
import { tokenLabel } from '../../drawing/tokenText';
import { cssVariables } from '../../ui/cssVariables';
import { decimal, integer, percent } from '../../ui/format';
import { t } from '../../ui/l10n';
import { probabilityTableStyles } from '../../ui/probabilityTableStyles';
import { sharedStyles } from '../../ui/sharedStyles';

/** The most probable next tokens, raw and reshaped, with the rest as a row. Fires `tokenchoose` with a token's id. */
export class DistributionTable extends LitElement {
  static override properties = {
    distribution: { attribute: false },
    reshaped: { type: Boolean },
    locked: { type: Boolean },
  };
  static override styles = [
    sharedStyles,
    probabilityTableStyles,
    css`
      :host {
        display: block;
        overflow-x: auto;
      }
      .token button {
        display: block;
        width: 100%;
        max-width: 24ch;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
        padding: 1px 4px;
        border-radius: 2px;
      }
      .token button:hover {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
      }
      .cut td {
        color: var(--loupe-faint);
      }
      .why {
        white-space: nowrap;
        font-size: 0.9em;
      }
      .special {
        font-weight: 600;
      }
    `,
  ];

  declare distribution: Distribution;
  /** Show what is left after temperature, top-k and top-p beside the raw probability. */
  declare reshaped: boolean;
  /** Tokens cannot be chosen now. */
  declare locked: boolean;

  protected override render() {
    const { rows, rest } = this.distribution;
    const { reshaped } = this;
    return html`<table>
      <thead>
        <tr>
          <th class="figure">${t('Rank')}</th>
          <th>${t('Token')}</th>
          <th class="share optional"><span class="visually-hidden">${t('Bar')}</span></th>
          <th class="figure">${t('Probability')}</th>
          ${reshaped ? html`<th class="figure">${t('Reshaped')}</th>` : nothing}
          <th class="figure optional">${t('Logit')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => this.row(row))}
        <tr class="rest">
          <td></td>
          <td>${plural(rest.count, t('{0} other token', 1), t('{0} other tokens', integer(rest.count)))}</td>
          <td class="share optional">${this.bars(rest.probability, rest.finalProbability)}</td>
          <td class="figure number">${percent(rest.probability)}</td>
          ${reshaped ? html`<td class="figure number">${percent(rest.finalProbability)}</td>` : nothing}
          <td class="optional"></td>
        </tr>
      </tbody>
    </table>`;
  }

  private row(row: DistributionRow) {
    const label = tokenLabel(row.bytes);
    const raw = Math.exp(row.logprob);
    const final =
      row.cutBy === null
        ? percent(row.finalProbability)
        : html`<span class="why">${row.cutBy === 'topK' ? t('cut by top-k') : t('cut by top-p')}</span>`;
    return html`<tr class=${row.cutBy ? 'cut' : ''}>
      <td class="figure number">${integer(row.rank)}</td>
      <td class="token mono ${row.special ? 'special' : ''}">
        <button
          class="plain"
          title=${t('Append “{0}” (id {1})', label, row.id)}
          ?disabled=${this.locked}
          @click=${() => this.dispatchEvent(new CustomEvent('tokenchoose', { detail: { id: row.id } }))}
          >${label}</button
        >
      </td>
      <td class="share optional">${this.bars(raw, row.finalProbability)}</td>
      <td class="figure number">${percent(raw)}</td>
      ${this.reshaped ? html`<td class="figure number">${final}</td>` : nothing}
      <td class="figure number optional">${decimal(row.logit, 2)}</td>
    </tr>`;
  }

  private bars(raw: number, final: number) {
    if (!this.reshaped) return html`<span class="bar" ${cssVariables({ '--share': raw })}></span>`;
    return html`<span class="bar earlier-share" ${cssVariables({ '--share': raw })}></span>
      <span class="bar" ${cssVariables({ '--share': final })}></span>`;
  }
}

customElements.define('distribution-table', DistributionTable);
