import { css, html, LitElement, svg } from 'lit';
import { decimal } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';

const rowHeight = 44;
const gap = 6;

/**
 * A query and a key, dimension by dimension, and below them their products, whose sum is q · k. Both vectors have one scale, the
 * products another. Arrow keys and the pointer move along the dimensions.
 */
export class DimensionBars extends LitElement {
  static override properties = {
    query: { attribute: false },
    key: { attribute: false },
    names: { attribute: false },
    dimension: { state: true },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .readout {
        font-variant-numeric: tabular-nums;
      }
      .plot {
        display: grid;
        grid-template-columns: minmax(0, max-content) minmax(0, 1fr);
        gap: 0 8px;
      }
      .names {
        display: grid;
        grid-auto-rows: ${rowHeight}px;
        row-gap: ${gap}px;
        align-items: center;
        max-width: 14ch;
        color: var(--loupe-faint);
      }
      .names span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      svg {
        display: block;
        width: 100%;
        height: ${3 * rowHeight + 2 * gap}px;
        cursor: crosshair;
      }
      line {
        stroke: var(--loupe-line);
        vector-effect: non-scaling-stroke;
      }
      rect {
        fill: var(--loupe-probability);
      }
      rect.below {
        fill: var(--vscode-charts-red, #f14c4c);
      }
      rect.here {
        fill: color-mix(in srgb, var(--vscode-foreground) 16%, transparent);
      }
      /* Always as high: the bars stay under the pointer. */
      @container (max-width: 420px) {
        .readout {
          min-height: 3em;
        }
      }
      @media (forced-colors: active) {
        svg {
          forced-color-adjust: none;
        }
      }
    `,
  ];

  /** [D] */
  declare query: Float32Array;
  /** [D] */
  declare key: Float32Array;
  /** Of the query and of the key. */
  declare names: [string, string];
  /** The one that is read out. */
  declare private dimension: number;

  constructor() {
    super();
    this.dimension = 0;
  }

  protected override render() {
    const { query, key, names } = this;
    const size = query.length;
    const at = Math.min(this.dimension, size - 1);
    const products = query.map((value, i) => value * key[i]);
    const vectors = Math.max(largest(query), largest(key));
    const rows = [
      { values: query, most: vectors },
      { values: key, most: vectors },
      { values: products, most: largest(products) },
    ];
    return html`<p class="readout" aria-live="polite">
        ${t('Dimension {0}: {1} × {2} = {3}', at, decimal(query[at], 3), decimal(key[at], 3), decimal(products[at], 3))}
      </p>
      <div class="plot">
        <div class="names">
          <span title=${names[0]}>${names[0]}</span><span title=${names[1]}>${names[1]}</span><span>q × k</span>
        </div>
        <svg
          viewBox="0 0 ${size} ${3 * rowHeight + 2 * gap}"
          preserveAspectRatio="none"
          tabindex="0"
          role="img"
          aria-label=${t('q, k and their products by dimension. Arrow keys move along them.')}
          @keydown=${this.onKey}
          @pointermove=${this.onPointer}
        >
          <rect class="here" x=${at} width="1" y="0" height=${3 * rowHeight + 2 * gap}></rect>
          ${rows.map(({ values, most }, row) => this.bars(values, most, row * (rowHeight + gap) + rowHeight / 2))}
        </svg>
      </div>`;
  }

  private bars(values: Float32Array, most: number, middle: number) {
    const height = (value: number) => (Math.abs(value) / (most || 1)) * (rowHeight / 2);
    return svg`<line x1="0" x2=${values.length} y1=${middle} y2=${middle}></line>
      ${Array.from(
        values,
        (value, i) => svg`<rect
          class=${value < 0 ? 'below' : ''}
          x=${i + 0.1}
          width="0.8"
          y=${value < 0 ? middle : middle - height(value)}
          height=${height(value)}
        ></rect>`,
      )}`;
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.query.length - 1;
    const to = {
      ArrowLeft: Math.max(0, this.dimension - 1),
      ArrowRight: Math.min(last, this.dimension + 1),
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.dimension = to;
  }

  private onPointer(event: PointerEvent): void {
    const { left, width } = (event.currentTarget as SVGElement).getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * this.query.length);
    this.dimension = Math.max(0, Math.min(this.query.length - 1, at));
  }
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

customElements.define('dimension-bars', DimensionBars);
