import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { type ClassInfo, classMap } from 'lit/directives/class-map.js';
import { packedAt, spacedHex } from '../../../../src/protocol/bytes';
import type { TextRange } from '../../../../src/protocol/generation';
import type { Tokenization } from '../../../../src/protocol/tokens';
import { tints } from '../../../drawing/tokenChip';
import { tokenLabel, tokenPieces } from '../../../drawing/tokenText';
import { AppearanceWatch } from '../../../ui/appearanceWatch';
import { integer } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import { type Cell, type CutText, cellsOf, cutText } from './alignedRows';
import { alignedStripStyles } from './alignedStripStyles';

/** UTF-16 units that are drawn at first, and more of each time. */
const page = 4000;

export interface AlignedRow {
  name: string;
  tokenization: Tokenization;
}

/** What a cell is, for events: a range of the text. */
export type RangeEvent = CustomEvent<{ range: TextRange | null }>;

/**
 * The text once for each tokenizer, line under line with the same characters above each other. Fires `rangehover` and
 * `rangeselect`. The arrow keys go from token to token and from tokenizer to tokenizer; what a cell is stands below.
 */
export class AlignedStrip extends LitElement {
  static override properties = {
    text: {},
    rows: { attribute: false },
    whitespace: { type: Boolean },
    columns: { state: true },
    shown: { state: true },
    readout: { state: true },
  };
  static override styles = [sharedStyles, alignedStripStyles];

  declare text: string;
  declare rows: AlignedRow[];
  declare whitespace: boolean;
  declare columns: number;
  declare shown: number;
  declare readout: string;
  private cut: CutText = { lines: [], starts: new Set(), end: 0 };
  /** Where Tab comes back to. */
  private current: { row: string; start: string } | null = null;

  constructor() {
    super();
    this.columns = 60;
    this.shown = page;
    this.readout = '';
    new AppearanceWatch(this, () => this.measure());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('rows')) this.readout = '';
  }

  protected override updated(): void {
    this.placeTabStop();
  }

  protected override render() {
    const { text, rows, columns, shown } = this;
    this.cut = cutText(text, columns, shown);
    const { lines, end } = this.cut;
    return html`<span class="measure" aria-hidden="true">0000000000</span>
      <div
        role="group"
        aria-label=${t('The text by each tokenizer')}
        @pointerover=${(event: Event) => this.fire('rangehover', this.cellOf(event))}
        @pointerleave=${() => this.fire('rangehover', null)}
        @click=${(event: Event) => this.choose(this.cellOf(event))}
        @focusin=${(event: Event) => this.enter(this.cellOf(event))}
        @keydown=${this.key}
      >
        ${lines.map((line) => html`<div class="lines">${rows.map((row, r) => this.line(row, r, line))}</div>`)}
      </div>
      <p class="readout mono" aria-live="polite">${this.readout || nothing}</p>
      ${
        end < text.length
          ? html`<p class="row">
              <span class="faint">${t('{0} of {1} characters are drawn; the counts are of all.', integer(end), integer(text.length))}</span>
              <vscode-button appearance="secondary" @click=${() => (this.shown = end + page)}>${t('Show more')}</vscode-button>
            </p>`
          : nothing
      }`;
  }

  private line({ name, tokenization: { tokens } }: AlignedRow, row: number, line: TextRange) {
    const cells = cellsOf(tokens, line, this.cut.starts).map((cell) => this.cell(cell, row));
    // Spaces count here: there are none between the elements.
    return html`<div class="line"><span class="no number faint" title=${name}>${row + 1}</span>${cells}</div>`;
  }

  private cell(cell: Cell, row: number) {
    const { start, end, tokens: span } = cell;
    const { tokens } = this.rows[row].tokenization;
    const kinds: ClassInfo = span
      ? {
          [`tint-${span.first % tints.length}`]: true,
          shared: span.end - span.first > 1,
          'goes-on': tokens.starts[span.first] < start,
        }
      : { none: true };
    return html`<span
      class=${classMap({ cell: true, ...kinds })}
      role="button"
      tabindex="-1"
      data-row=${row}
      data-start=${start}
      data-end=${end}
      data-first=${span?.first ?? nothing}
      data-last=${span ? span.end - 1 : nothing}
      aria-label=${this.describe(row, cell)}
      >${this.visible(cell)}</span
    >`;
  }

  /** The same signs in every row, so that the rows stay aligned. */
  private visible({ start, end }: TextRange): string {
    const pieces = tokenPieces(new TextEncoder().encode(this.text.slice(start, end)), this.whitespace);
    return pieces.map(({ text }) => text).join('');
  }

  private describe(row: number, { tokens: span }: Pick<Cell, 'tokens'>): string {
    const { name, tokenization } = this.rows[row];
    const { tokens } = tokenization;
    if (!span) return t('{0}: no token', name);
    const each = Array.from({ length: span.end - span.first }, (_, i) => {
      const bytes = packedAt(tokens.bytes, span.first + i);
      return `${tokenLabel(bytes)} (${t('id {0}', tokens.ids[span.first + i])}, ${spacedHex(bytes)})`;
    });
    return t(
      '{0}: {1}, index {2} of {3} tokens',
      name,
      each.join(' + '),
      integer(span.first),
      integer(tokens.ids.length),
    );
  }

  private measure(): void {
    const measure = this.renderRoot.querySelector('.measure');
    const width = (measure?.getBoundingClientRect().width ?? 0) / 10;
    // The numbers before the lines take two columns and a little.
    if (width > 0) this.columns = Math.max(8, Math.floor(this.clientWidth / width) - 4);
  }

  private cellOf(event: Event): HTMLElement | null {
    return (event.target as Element).closest<HTMLElement>('.cell');
  }

  private tell(cell: HTMLElement | null): void {
    this.readout = cell?.getAttribute('aria-label') ?? '';
  }

  private enter(cell: HTMLElement | null): void {
    if (!cell) return;
    const { row = '', start = '' } = cell.dataset;
    this.current = { row, start };
    this.placeTabStop();
    this.tell(cell);
  }

  /** Tab comes back to where one was, or else to the first cell. Lit does not know of it: cells change with each key. */
  private placeTabStop(): void {
    const { row, start } = this.current ?? {};
    const here = this.renderRoot.querySelector<HTMLElement>(`.cell[data-row="${row}"][data-start="${start}"]`);
    for (const other of this.renderRoot.querySelectorAll<HTMLElement>('.cell[tabindex="0"]')) other.tabIndex = -1;
    const stop = here ?? this.renderRoot.querySelector<HTMLElement>('.cell');
    if (stop) stop.tabIndex = 0;
  }

  private choose(cell: HTMLElement | null): void {
    if (!cell) return;
    cell.focus();
    this.fire('rangeselect', cell);
  }

  private key(event: KeyboardEvent): void {
    const cell = this.cellOf(event);
    if (!cell) return;
    const target = this.keyTarget(event.key, cell);
    if (event.key === 'Enter' || event.key === ' ') this.fire('rangeselect', cell);
    else if (event.key === 'Escape') this.fire('rangeselect', null);
    else if (target) target.focus();
    else return;
    event.preventDefault();
  }

  private keyTarget(key: string, cell: HTMLElement): HTMLElement | null {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const row = Number(cell.dataset.row);
    if (step) {
      const own = this.cells(row);
      return own[own.indexOf(cell) + step] ?? null;
    }
    const other = { ArrowUp: row - 1, ArrowDown: row + 1 }[key];
    const start = Number(cell.dataset.start);
    return other === undefined ? null : (this.cells(other).find(({ dataset }) => Number(dataset.end) > start) ?? null);
  }

  private cells(row: number): HTMLElement[] {
    return Array.from(this.renderRoot.querySelectorAll<HTMLElement>(`.cell[data-row="${row}"]`));
  }

  /** Outlines what overlaps the ranges, without rendering anew. */
  mark(selected: TextRange | null, hovered: TextRange | null): void {
    for (const cell of this.renderRoot.querySelectorAll<HTMLElement>('.cell')) {
      const overlaps = (range: TextRange | null) =>
        range !== null && Number(cell.dataset.start) < range.end && Number(cell.dataset.end) > range.start;
      cell.classList.toggle('selected', overlaps(selected));
      cell.classList.toggle('hovered', overlaps(hovered));
    }
  }

  private fire(type: 'rangehover' | 'rangeselect', cell: HTMLElement | null): void {
    if (type === 'rangehover') this.tell(cell);
    const range = cell?.dataset.first ? this.rangeOf(cell.dataset) : null;
    this.dispatchEvent(new CustomEvent(type, { detail: { range } }));
  }

  /** Of the whole tokens, which may begin or end in another line. */
  private rangeOf({ row, first, last }: DOMStringMap): TextRange {
    const { tokens } = this.rows[Number(row)].tokenization;
    return { start: tokens.starts[Number(first)], end: tokens.ends[Number(last)] };
  }
}

customElements.define('aligned-strip', AlignedStrip);
