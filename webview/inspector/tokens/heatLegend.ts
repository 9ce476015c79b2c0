import { css, html, LitElement, unsafeCSS } from 'lit';
import { heatLimitBits, heatSteps } from '../../drawing/scales';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';

const stops = Array.from({ length: heatSteps }, (_, step) => `var(--heat-${step})`).join(', ');
const ticks = [0, 2, 4, 6, 8];

/** What the tints of surprisal mean. */
export class HeatLegend extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-grid;
        grid-template-columns: auto minmax(0, 180px);
        justify-content: start;
        gap: 0 8px;
        font-size: 0.92em;
      }
      .ramp {
        height: 11px;
        margin-top: 4px;
        border: 1px solid var(--loupe-line);
        background: linear-gradient(to right, ${unsafeCSS(stops)});
      }
      .none,
      .ticks {
        color: var(--loupe-faint);
        font-size: 0.9em;
      }
      .none {
        justify-self: start;
        padding-inline: 3px;
        outline: 1px dotted var(--loupe-faint);
        outline-offset: -1px;
      }
      .ticks {
        display: flex;
        justify-content: space-between;
      }
    `,
  ];

  protected override render() {
    return html`<span>${t('Surprisal in bits')}</span>
      <span class="ramp" role="img" aria-label=${t('From expected to unexpected')}></span>
      <span class="none" title=${t('The first token has none, nor has one that the model did not read')}>${t('none')}</span>
      <span class="ticks number"
        >${ticks.map((tick) => html`<span>${tick}</span>`)}<span>${t('≥ {0}', heatLimitBits)}</span></span
      >`;
  }
}

customElements.define('heat-legend', HeatLegend);
