import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { TokenSpan } from '../../../src/protocol/tokenLookup';
import { AppearanceWatch } from '../../ui/appearanceWatch';
import { cssVariables } from '../../ui/cssVariables';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { type LensColor, lensStep, scaleOf } from './lensColors';
import { lensGridStyles } from './lensGridStyles';
import { shortStateName, stateName } from './lensNames';
import { type Columns, columnsInSight, columnWidth, scrollTo } from './lensSpan';
import type { LensPlace, LensTable } from './lensTable';

export type PlaceEvent = CustomEvent<{ place: LensPlace }>;
export type PointEvent = CustomEvent<{ place: LensPlace | null }>;
export type SpanEvent = CustomEvent<{ first: number; end: number }>;

/** CSS pixels for the rows' names where there is little room. */
const narrowNames = 50;

/**
 * Positions to the right, layers upwards; of long texts only the columns in sight are there. Fires `placehover` (null on
 * leaving), `placeselect`, and `spanchange` with the columns that it draws. Arrow keys reach every cell.
 */
export class LensGrid extends LitElement {
  static override properties = {
    table: { attribute: false },
    filled: { attribute: false },
    labels: { attribute: false },
    place: { attribute: false },
    marked: { attribute: false },
    color: {},
  };
  static override styles = [sharedStyles, lensGridStyles];

  declare table: LensTable;
  /** Changes with each block that the table takes up. */
  declare filled: number;
  /** The text's tokens. */
  declare labels: readonly string[];
  /** The chosen cell. */
  declare place: LensPlace;
  declare marked: TokenSpan | null;
  declare color: LensColor;

  private span = { first: 0, end: 0 };

  constructor() {
    super();
    new AppearanceWatch(this, () => this.follow());
  }

  protected override render() {
    const { table, place } = this;
    const { states, positions } = table;
    const { width, names } = this.columns();
    const isNarrow = names === narrowNames;
    const rows = Array.from({ length: states }, (_, i) => states - 1 - i);
    return html`<div
      class="scroller"
      role="grid"
      tabindex="0"
      aria-label=${t('What each layer would predict: positions to the right, layers upwards. Arrow keys choose a cell.')}
      aria-rowcount=${states + 2}
      aria-colcount=${positions + 1}
      aria-activedescendant=${`cell-${place.state}-${place.position}`}
      ${cssVariables({ '--column': `${width}px`, '--names': `${names}px`, '--first': this.span.first, '--count': positions })}
      @scroll=${this.follow}
      @keydown=${this.key}
      @pointerover=${(event: PointerEvent) => this.point(placeOf(event))}
      @pointerleave=${() => this.fire('placehover', null)}
      @click=${(event: MouseEvent) => this.choose(placeOf(event))}
    >
      ${this.row(isNarrow ? t('Leads') : t('First leads'), 'leads', (position) => this.leads(position))}
      ${rows.map((state) => this.row(isNarrow ? shortStateName(state) : stateName(state), 'state', (position) => this.cell({ state, position })))}
      ${this.row(t('Token'), 'tokens', (position) => this.token(position))}
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('place') && this.place.position !== changed.get('place')?.position) this.reveal();
    this.follow();
  }

  /** Scrolls so far that the cell that is read out is in sight. */
  private reveal(): void {
    const scroller = this.scroller();
    scroller.scrollLeft = scrollTo(this.columns(), this.view(), this.place.position);
  }

  private row(name: string, kind: 'leads' | 'state' | 'tokens', cell: (position: number) => unknown) {
    const { first, end } = this.span;
    return html`<div role="row" class="row ${kind}">
      <span role="rowheader" class="name">${name}</span>
      <span role="presentation" class="cells">
        ${Array.from({ length: end - first }, (_, i) => cell(first + i))}
      </span>
    </div>`;
  }

  private cell(place: LensPlace) {
    const { table, color } = this;
    const cell = table.cell(place);
    const step = cell && lensStep(color, cell, table.reading.vocabularySize);
    const classes = {
      cell: true,
      [`${scaleOf(color)}-${step}`]: step !== null,
      waiting: cell === null,
      lead: cell?.firstLeads === place.state,
      agrees: cell !== null && cell.top[0]?.id === cell.answer.id,
      here: this.isHere(place),
      marked: this.isMarked(place.position),
    };
    return html`<span
      role="gridcell"
      id=${`cell-${place.state}-${place.position}`}
      class=${classMap(classes)}
      data-state=${place.state}
      data-position=${place.position}
      aria-colindex=${place.position + 2}
      aria-selected=${this.isHere(place)}
      >${cell?.top[0]?.label ?? nothing}</span
    >`;
  }

  private leads(position: number) {
    const cell = this.table.cell({ state: this.table.states - 1, position });
    return html`<span role="gridcell" class="cell" data-position=${position} aria-colindex=${position + 2}
      >${cell && cell.firstLeads < this.table.states ? shortStateName(cell.firstLeads) : nothing}</span
    >`;
  }

  private token(position: number) {
    const isAppended = position >= this.table.reading.tokens.ids.length;
    const classes = { cell: true, marked: this.isMarked(position), appended: isAppended };
    return html`<span role="columnheader" class=${classMap(classes)} data-position=${position} aria-colindex=${position + 2}
      >${this.labels[position]}</span
    >`;
  }

  private isHere({ state, position }: LensPlace): boolean {
    return state === this.place.state && position === this.place.position;
  }

  private isMarked(position: number): boolean {
    return this.marked !== null && position >= this.marked.first && position < this.marked.end;
  }

  /** Draws the columns that came into sight. */
  private follow = (): void => {
    if (!this.isConnected || this.clientWidth === 0) return;
    const span = columnsInSight(this.columns(), this.view());
    const { first, end } = this.span;
    if (span.first === first && span.end === end) return;
    this.span = span;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('spanchange', { detail: span }));
  };

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const { states, positions } = this.table;
    const { state, position } = this.place;
    const far = 10;
    const moves: Record<string, LensPlace> = {
      ArrowUp: { state: state + 1, position },
      ArrowDown: { state: state - 1, position },
      ArrowLeft: { state, position: position - 1 },
      ArrowRight: { state, position: position + 1 },
      PageUp: { state, position: position - far },
      PageDown: { state, position: position + far },
      Home: { state, position: 0 },
      End: { state, position: positions - 1 },
      Enter: { state, position },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const within = (index: number, count: number) => Math.min(count - 1, Math.max(0, index));
    this.choose({ state: within(move.state, states), position: within(move.position, positions) });
  }

  private point(place: Partial<LensPlace> | null): void {
    if (place?.position === undefined) return;
    this.fire('placehover', { state: place.state ?? this.place.state, position: place.position });
  }

  /** A token or a name above stands for its column: the layer stays. */
  private choose(place: Partial<LensPlace> | null): void {
    if (place?.position === undefined) return;
    const chosen = { state: place.state ?? this.place.state, position: place.position };
    // Set here too: the next key may come before whoever listens has set it.
    this.place = chosen;
    this.fire('placeselect', chosen);
  }

  private fire(type: 'placehover' | 'placeselect', place: LensPlace | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { place } }));
  }

  /** The columns that can be seen, in part at least. */
  get inSight(): { first: number; end: number } {
    return columnsInSight(this.columns(), this.view(), 0);
  }

  private columns(): Columns {
    const names = this.clientWidth < 420 ? narrowNames : 88;
    const count = this.table.positions;
    return { names, count, width: columnWidth(this.clientWidth - names, count) };
  }

  private scroller(): HTMLElement {
    return this.renderRoot.querySelector('.scroller') as HTMLElement;
  }

  private view(): { left: number; width: number } {
    const { scrollLeft, clientWidth } = this.scroller();
    return { left: scrollLeft, width: clientWidth };
  }
}

function placeOf(event: Event): Partial<LensPlace> | null {
  const cell = (event.target as Element).closest<HTMLElement>('.cell');
  if (!cell) return null;
  const { state, position } = cell.dataset;
  return { state: state === undefined ? undefined : Number(state), position: Number(position) };
}

customElements.define('lens-grid', LensGrid);
