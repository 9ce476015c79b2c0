import { css, html, LitElement, nothing, svg } from 'lit';
import { AppearanceWatch } from '../../ui/appearanceWatch';
import { integer, percent, shortPercent } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { shortStateName } from './lensNames';
import { type LensCurve, type LensPlot, lensCurves, lensPlots } from './lensPlots';
import type { LensCell } from './lensTable';
import { nameStep, type PlotPlace, pathOf, xOf, yOf } from './lineScale';

export type StateEvent = CustomEvent<{ state: number }>;

/** Room for the names of the axes, and between the two plots. */
const room = { left: 52, right: 12, top: 8, between: 20, names: 22 };
const plotHeight = 96;

/**
 * One position through the layers: probability and rank (by its logarithm, the first on top) of the final answer and of the
 * followed token. Fires `stateselect`.
 */
export class LensChart extends LitElement {
  static override properties = {
    cells: { attribute: false },
    state: { attribute: false },
    vocabularySize: { attribute: false },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      svg {
        display: block;
        width: 100%;
        overflow: visible;
        cursor: pointer;
      }
      text {
        fill: var(--loupe-faint);
        font-size: 11px;
        font-family: var(--vscode-font-family);
      }
      .frame {
        fill: none;
        stroke: var(--loupe-line);
      }
      .tick {
        stroke: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
      }
      .here {
        stroke: var(--vscode-foreground);
        stroke-dasharray: 3 3;
      }
      .strong {
        fill: var(--vscode-foreground);
        font-weight: 700;
      }
      path {
        fill: none;
        stroke-width: 2;
        stroke-linejoin: round;
      }
      .answer {
        --curve: var(--loupe-probability);
      }
      .followed {
        --curve: var(--vscode-charts-purple, #b180d7);
      }
      path,
      circle {
        stroke: var(--curve);
      }
      circle {
        fill: var(--curve);
      }
      path.followed {
        stroke-dasharray: 6 3;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        margin-bottom: 4px;
      }
      .key span::before {
        content: '';
        display: inline-block;
        width: 18px;
        margin-inline-end: 6px;
        vertical-align: middle;
        border-top: 2px solid var(--curve);
      }
      .key .followed::before {
        border-top-style: dashed;
      }
    `,
  ];

  /** [states], the embedding's first */
  declare cells: readonly LensCell[];
  /** The layer that is read out. */
  declare state: number;
  declare vocabularySize: number;

  constructor() {
    super();
    new AppearanceWatch(this, () => this.requestUpdate());
  }

  protected override render() {
    const width = Math.max(160, this.clientWidth);
    const places = this.places(width);
    const curves = lensCurves(this.cells);
    const height = places[1].top + plotHeight + room.names;
    return html`<div class="key">${curves.map((curve) => html`<span class=${curve.kind}>${nameOf(curve)}</span>`)}</div>
      <svg role="img" aria-label=${curves.map(described).join(' ')} width=${width} height=${height} @click=${this.choose}>
        ${lensPlots(curves, this.vocabularySize).map((plot, i) => [
          this.axes(places[i], plot),
          plot.heights.map((heights, j) => this.curve(curves[j].kind, places[i], heights)),
        ])}
        ${this.names(places[1])}
      </svg>`;
  }

  /** Where the plots lie, the second below the first. */
  private places(width: number): [PlotPlace, PlotPlace] {
    const place = { left: room.left, top: room.top, width: width - room.left - room.right, height: plotHeight };
    return [place, { ...place, top: room.top + plotHeight + room.between }];
  }

  private axes(place: PlotPlace, { kind, ticks }: LensPlot) {
    const { left, top, width, height } = place;
    const x = xOf(place, this.state, this.cells.length);
    return svg`<text x=${left + 6} y=${top + 14}>${kind === 'probability' ? t('Probability') : t('Rank')}</text>
      ${ticks.map((tick) => {
        const y = yOf(place, tick.height);
        const text = kind === 'probability' ? shortPercent(tick.value) : integer(tick.value);
        return svg`<line class="tick" x1=${left} x2=${left + width} y1=${y} y2=${y}></line>
          <text x=${left - 6} y=${y + 4} text-anchor="end">${text}</text>`;
      })}
      <rect class="frame" x=${left} y=${top} width=${width} height=${height}></rect>
      <line class="here" x1=${x} x2=${x} y1=${top} y2=${top + height}></line>`;
  }

  private names(place: PlotPlace) {
    const count = this.cells.length;
    const step = nameStep(place.width, count);
    const shown = Array.from({ length: count }, (_, state) => state).filter(
      (state) => state === this.state || (state % step === 0 && Math.abs(state - this.state) >= step),
    );
    const y = place.top + place.height + 15;
    return shown.map((state) => {
      const strong = state === this.state ? 'strong' : '';
      const x = xOf(place, state, count);
      return svg`<text class=${strong} x=${x} y=${y} text-anchor="middle">${shortStateName(state)}</text>`;
    });
  }

  private curve(kind: LensCurve['kind'], place: PlotPlace, heights: readonly number[]) {
    const height = heights[this.state];
    const [x, y] = [xOf(place, this.state, heights.length), yOf(place, height)];
    const point = Number.isFinite(height) ? svg`<circle class=${kind} r="3.5" cx=${x} cy=${y}></circle>` : nothing;
    return svg`<path class=${kind} d=${pathOf(place, heights)}></path>${point}`;
  }

  /** The layer under the pointer. */
  private choose(event: MouseEvent): void {
    const [{ left, width }] = this.places(Math.max(160, this.clientWidth));
    const count = this.cells.length;
    const share = (event.offsetX - left) / width;
    const state = Math.min(count - 1, Math.max(0, Math.round(share * (count - 1))));
    this.dispatchEvent(new CustomEvent('stateselect', { detail: { state } }));
  }
}

function nameOf({ kind, tokens: [first] }: LensCurve): string {
  return kind === 'answer' ? t('final answer “{0}”', first.label) : t('followed “{0}”', first.label);
}

/** For screen readers: where it begins and ends. */
function described(curve: LensCurve): string {
  const { tokens } = curve;
  const [first, last] = [tokens[0], tokens[tokens.length - 1]];
  return t(
    'Line chart of the {0}: {1}, rank {2}, after the embedding; {3}, rank {4}, at the end.',
    nameOf(curve),
    percent(first.probability),
    integer(first.rank),
    percent(last.probability),
    integer(last.rank),
  );
}

customElements.define('lens-chart', LensChart);
