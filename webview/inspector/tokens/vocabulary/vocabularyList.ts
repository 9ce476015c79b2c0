import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { spacedHex } from '../../../../src/protocol/bytes';
import type { TokenText } from '../../../../src/protocol/tokens';
import { tokenLabel } from '../../../drawing/tokenText';
import { cssVariables } from '../../../ui/cssVariables';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';

/** Pixels; every row is one line. */
const rowHeight = 24;
/** Rows made beyond what is in sight. */
const spare = 10;

export type RowsEvent = CustomEvent<{ first: number; end: number }>;
export type RowEvent = CustomEvent<{ index: number }>;

/**
 * A list of tokens of any length, of which only the rows in sight have elements. Fires `rowsinsight` with those that are looked
 * at, and `rowselect`.
 */
export class VocabularyList extends LitElement {
  static override properties = {
    total: { type: Number },
    rowAt: { attribute: false },
    selected: { type: Number },
    first: { state: true },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .scroll {
        height: min(60vh, 640px, var(--rows) * ${rowHeight}px + 2px);
        min-height: ${2 * rowHeight}px;
        overflow: auto;
        position: relative;
        border: 1px solid var(--loupe-line);
        border-radius: var(--loupe-radius);
      }
      .all {
        height: calc(var(--rows) * ${rowHeight}px);
      }
      .option {
        position: absolute;
        inset-inline: 0;
        top: calc(var(--row) * ${rowHeight}px);
        height: ${rowHeight}px;
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr) minmax(0, 1fr) 84px;
        gap: 12px;
        align-items: center;
        padding-inline: 8px;
        cursor: pointer;
        white-space: pre;
      }
      .option > * {
        /* Across alone: an underscore hangs below the line. */
        overflow-x: clip;
        text-overflow: ellipsis;
      }
      .id {
        text-align: end;
      }
      .option:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .option[aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .scroll:focus .option[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
      }
      @container (max-width: 440px) {
        .option {
          grid-template-columns: 56px minmax(0, 1fr) minmax(0, 1fr);
        }
        .kind {
          display: none;
        }
      }
    `,
  ];

  declare total: number;
  /** The token of a row; null while it is on its way. A new function where there are new rows. */
  declare rowAt: (index: number) => TokenText | null;
  declare selected: number;
  /** The first row in sight. */
  declare first: number;

  constructor() {
    super();
    this.total = 0;
    this.rowAt = () => null;
    this.selected = 0;
    this.first = 0;
  }

  protected override render() {
    const { total, selected } = this;
    const { first, end } = this.inSight();
    const rows = Array.from({ length: Math.max(0, end - first) }, (_, i) => this.row(first + i));
    return html`<div
      class="scroll mono"
      role="listbox"
      tabindex="0"
      aria-label=${t('Tokens of the vocabulary')}
      aria-activedescendant=${selected >= first && selected < end ? `row-${selected}` : nothing}
      ${cssVariables({ '--rows': total })}
      @scroll=${this.scrolled}
      @keydown=${this.key}
    >
      <div class="all" role="presentation">${rows}</div>
    </div>`;
  }

  private row(index: number) {
    const token = this.rowAt(index);
    const choose = () => this.select(index);
    return html`<div
      class="option"
      role="option"
      id=${`row-${index}`}
      aria-selected=${index === this.selected}
      aria-setsize=${this.total}
      aria-posinset=${index + 1}
      ${cssVariables({ '--row': index })}
      @click=${choose}
    >
      ${
        token
          ? html`<span class="id number">${token.id}</span><span class="text">${tokenLabel(token.bytes)}</span
              ><span class="bytes faint">${spacedHex(token.bytes)}</span><span class="kind faint">${kindOf(token)}</span>`
          : html`<span class="faint">…</span>`
      }
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('rowAt') || changed.has('first') || changed.has('total')) {
      this.dispatchEvent(new CustomEvent('rowsinsight', { detail: this.inSight() }));
    }
  }

  /** From the top, for another list. */
  toTop(): void {
    this.scroller?.scrollTo({ top: 0 });
  }

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroll');
  }

  private get visibleRows(): number {
    return Math.ceil((this.scroller?.clientHeight ?? 480) / rowHeight);
  }

  private inSight(): { first: number; end: number } {
    const first = Math.max(0, Math.min(this.first, this.total - 1) - spare);
    return { first, end: Math.min(this.total, this.first + this.visibleRows + spare) };
  }

  private scrolled(): void {
    this.first = Math.floor((this.scroller?.scrollTop ?? 0) / rowHeight);
  }

  private key(event: KeyboardEvent): void {
    const { selected, total, visibleRows } = this;
    const targets: Record<string, number> = {
      ArrowDown: selected + 1,
      ArrowUp: selected - 1,
      PageDown: selected + visibleRows - 1,
      PageUp: selected - visibleRows + 1,
      Home: 0,
      End: total - 1,
    };
    const target = targets[event.key];
    if (target === undefined || total === 0) return;
    event.preventDefault();
    this.select(Math.max(0, Math.min(total - 1, target)));
  }

  private select(index: number): void {
    const { scroller } = this;
    if (scroller) {
      const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    }
    this.dispatchEvent(new CustomEvent('rowselect', { detail: { index } }));
  }
}

function kindOf({ special, bytes }: TokenText): string {
  if (special) return t('special');
  if (bytes.length === 1) return t('byte');
  return '';
}

customElements.define('vocabulary-list', VocabularyList);
