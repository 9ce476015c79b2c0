import { css, html, LitElement, unsafeCSS } from 'lit';
import { weightPosition } from '../../drawing/heatmap';
import { heatSteps } from '../../drawing/scales';
import { cssVariables } from '../../ui/cssVariables';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';

const stops = Array.from({ length: heatSteps }, (_, step) => `var(--weight-${step})`).join(', ');
const ticks = [0, 0.05, 0.2, 0.5, 1];

/** What the colours of attention mean. */
export class WeightLegend extends LitElement {
  static override properties = { kind: {} };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        max-width: 360px;
        font-size: 0.92em;
      }
      .ramp {
        height: 11px;
        margin-top: 2px;
        border: 1px solid var(--loupe-line);
        background: linear-gradient(to right, ${unsafeCSS(stops)});
      }
      .ticks {
        position: relative;
        height: 1.5em;
        color: var(--loupe-faint);
      }
      .ticks span {
        position: absolute;
        left: calc(var(--at) * 100%);
        transform: translateX(-50%);
      }
      .ticks span:first-child {
        transform: none;
      }
      .ticks span:last-child {
        transform: translateX(-100%);
      }
    `,
  ];

  declare kind: 'weight' | 'largest';

  constructor() {
    super();
    this.kind = 'weight';
  }

  protected override render() {
    return html`<span
        >${
          this.kind === 'weight'
            ? t('Attention weight: share of a row, by square root')
            : t('Largest attention weight, by square root')
        }</span
      >
      <div class="ramp" role="img" aria-label=${t('From no attention to all of it')}></div>
      <div class="ticks number">
        ${ticks.map((tick) => html`<span ${cssVariables({ '--at': weightPosition(tick) })}>${decimal(tick, tick === 0.05 ? 2 : tick % 1 ? 1 : 0)}</span>`)}
      </div>`;
  }
}

customElements.define('weight-legend', WeightLegend);
