import { css, html, LitElement } from 'lit';
import { cssVariables } from '../ui/cssVariables';
import { sharedStyles } from '../ui/sharedStyles';

export interface ShareRow {
  label: string;
  /** 0…1, the bar's length. */
  share: number;
  /** The exact value with its unit. */
  value: string;
  /** A word before the label: a position, a rank. */
  note?: string;
  /** This row is the one meant. */
  actual?: boolean;
}

/** A ranked list of tokens with bars. Fires `rowhover` and `rowselect` with the row's index where `selectable`. */
export class ShareList extends LitElement {
  static override properties = { rows: { attribute: false }, selectable: { type: Boolean }, label: {} };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        grid-template-columns: auto minmax(40px, max-content) minmax(40px, 1fr) auto;
        gap: 1px 8px;
      }
      li,
      .cells {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        align-items: center;
      }
      .cells {
        padding: 1px 4px;
        border-radius: 2px;
      }
      button.cells:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .token {
        /* Across alone: an underscore hangs below the line. */
        overflow-x: clip;
        text-overflow: ellipsis;
        white-space: pre;
        max-width: 15ch;
      }
      .actual .token {
        font-weight: 700;
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      .value {
        text-align: end;
      }
    `,
  ];

  declare rows: ShareRow[];
  declare selectable: boolean;
  declare label: string;

  constructor() {
    super();
    this.rows = [];
    this.selectable = false;
    this.label = '';
  }

  protected override render() {
    return html`<ol aria-label=${this.label}>
      ${this.rows.map((row, index) => html`<li class=${row.actual ? 'actual' : ''}>${this.row(row, index)}</li>`)}
    </ol>`;
  }

  private row(row: ShareRow, index: number) {
    const cells = html`<span class="faint number">${row.note}</span>
      <span class="token mono">${row.label}</span>
      <span class="bar" ${cssVariables({ '--share': row.share })}></span>
      <span class="value number">${row.value}</span>`;
    if (!this.selectable) return html`<div class="cells">${cells}</div>`;
    return html`<button
      class="plain cells"
      @pointerenter=${() => this.fire('rowhover', index)}
      @pointerleave=${() => this.fire('rowhover', null)}
      @click=${() => this.fire('rowselect', index)}
    >
      ${cells}
    </button>`;
  }

  private fire(type: 'rowhover' | 'rowselect', index: number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { index } }));
  }
}

customElements.define('share-list', ShareList);
