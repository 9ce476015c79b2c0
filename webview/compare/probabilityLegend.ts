import { css, html, LitElement } from 'lit';
import { heatLimitBits, heatSteps } from '../drawing/scales';
import { language, t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import { heatClasses } from './heatClasses';

/** What the tints of tokens mean: the scale from certain to unexpected, with its ends in words and numbers. */
export class LoupeProbabilityLegend extends LitElement {
  static override styles = [
    sharedStyles,
    heatClasses,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 6px;
      }
      .scale {
        display: inline-flex;
        vertical-align: -1px;
        border: 1px solid var(--loupe-line);
        border-radius: 2px;
        overflow: hidden;
      }
      i {
        width: 7px;
        height: 12px;
        forced-color-adjust: none;
      }
    `,
  ];

  protected override render() {
    // 0.1% for 2⁻¹⁰: more digits would be of no use at the end of a scale.
    const end = new Intl.NumberFormat(language(), { style: 'percent', maximumSignificantDigits: 1 });
    return html`<span class="faint">${t('Probability of each token:')}</span>
      <span class="number"
        >${end.format(1)}
        <span class="scale" aria-hidden="true"
          >${Array.from({ length: heatSteps }, (_, step) => html`<i class="heat-${step}"></i>`)}</span
        >
        ≤ ${end.format(2 ** -heatLimitBits)}</span
      >`;
  }
}

customElements.define('loupe-probability-legend', LoupeProbabilityLegend);
