import { css, html, LitElement, unsafeCSS } from 'lit';
import { differencePosition, weightPosition } from '../../drawing/heatmap';
import { heatSteps } from '../../drawing/scales';
import { cssVariables } from '../../ui/cssVariables';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';

const ramp = (scale: 'weight' | 'difference') => {
  const stops = Array.from({ length: heatSteps }, (_, step) => `var(--${scale}-${step})`).join(', ');
  return unsafeCSS(`linear-gradient(to right, ${stops})`);
};
const ticks = { weight: [0, 0.05, 0.2, 0.5, 1], difference: [-1, -0.5, -0.1, 0, 0.1, 0.5, 1] };

export type LegendKind = 'weight' | 'largest' | 'difference';

/** What is written along a scale, and where, 0…1. */
export function weightTicks(scale: 'weight' | 'difference'): { at: number; text: string }[] {
  const position = scale === 'difference' ? differencePosition : weightPosition;
  const places = (size: number) => (size === 0.05 ? 2 : size % 1 ? 1 : 0);
  return ticks[scale].map((tick) => ({ at: position(tick), text: decimal(tick, places(Math.abs(tick))) }));
}

/** What the colours say, for people. */
export function legendTitle(kind: LegendKind): string {
  switch (kind) {
    case 'weight':
      return t('Attention weight: share of a row, by square root');
    case 'largest':
      return t('Largest attention weight, by square root');
    case 'difference':
      return t('Difference of attention weights, by square root');
  }
}

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
        background: ${ramp('weight')};
      }
      .ramp.difference {
        background: ${ramp('difference')};
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

  declare kind: LegendKind;

  constructor() {
    super();
    this.kind = 'weight';
  }

  protected override render() {
    const { kind } = this;
    const scale = kind === 'difference' ? 'difference' : 'weight';
    const meaning = scale === 'difference' ? t('From less, over none, to more') : t('From no attention to all of it');
    return html`<span>${legendTitle(kind)}</span>
      <div class="ramp ${scale}" role="img" aria-label=${meaning}></div>
      <div class="ticks number">
        ${weightTicks(scale).map(({ at, text }) => html`<span ${cssVariables({ '--at': at })}>${text}</span>`)}
      </div>`;
  }
}

customElements.define('weight-legend', WeightLegend);
