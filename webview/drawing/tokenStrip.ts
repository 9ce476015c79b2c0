import { html, LitElement, type PropertyValues } from 'lit';
import { splitCharacters } from '../../src/protocol/splitCharacters';
import { type TokenSpan, tokenBytes } from '../../src/protocol/tokenLookup';
import type { TokenTable } from '../../src/protocol/tokens';
import { chipOnNextLine } from './chipOnNextLine';
import { ChunkWindow } from './chunkWindow';
import { chunkOf, estimatedLines, type StripChunks, stripChunks } from './stripChunks';
import { partsText, tintAnew, tokenChip } from './tokenChip';
import { tokenStripStyles } from './tokenStripStyles';
import { tokenLabel } from './tokenText';

export type TokenEvent = CustomEvent<{ index: number | null }>;

/**
 * Tokens in a row, as the text runs. Only chunks near the visible part have elements, so that a hundred thousand tokens
 * scroll as easily as a hundred. Fires `tokenhover` (index, or null on leaving) and `tokenselect` (index, or null
 * on Escape).
 *
 * Elements of tokens are made by hand, not by a template: marks change with every move of the pointer, and only the
 * tokens concerned are touched.
 */
export class TokenStrip extends LitElement {
  static override properties = {
    tokens: { attribute: false },
    heat: { attribute: false },
    notes: { attribute: false },
    whitespace: { type: Boolean },
    ids: { type: Boolean },
    inline: { type: Boolean },
    label: {},
  };
  static override styles = tokenStripStyles;

  declare tokens: TokenTable | null;
  /** [T] steps of `heatStep`; null for alternating tints. */
  declare heat: Uint8Array | null;
  /** [T] bits of `TokenNote`; null for none. */
  declare notes: Uint8Array | null;
  declare whitespace: boolean;
  declare ids: boolean;
  /** Goes on where the text before it ends. */
  declare inline: boolean;
  /** For screen readers. */
  declare label: string;

  private chunks: StripChunks = { firsts: Int32Array.of(0), blocks: false };
  private view: ChunkWindow | undefined;
  private marks: { selected: TokenSpan | null; hovered: TokenSpan | null } = { selected: null, hovered: null };
  /** The token that Tab reaches. */
  private current = 0;

  constructor() {
    super();
    this.tokens = null;
    this.heat = null;
    this.notes = null;
    this.whitespace = true;
    this.ids = false;
    this.inline = false;
    this.label = '';
  }

  private get count(): number {
    return this.tokens?.ids.length ?? 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.tokens && (changed.has('tokens') || changed.has('inline'))) {
      this.chunks = stripChunks(this.tokens, this.inline);
    }
  }

  protected override render() {
    return html`<div
      class=${this.chunks.blocks ? 'blocks' : ''}
      role="listbox"
      aria-orientation="horizontal"
      aria-label=${this.label}
      @pointerover=${this.hover}
      @pointerleave=${() => this.fire('tokenhover', null)}
      @click=${this.clicked}
      @keydown=${this.key}
    ></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.view) {
      this.view = new ChunkWindow(this.list);
      this.view.connect();
    }
    if (changed.size === 1 && changed.has('heat')) {
      this.tintAnew(this.view.elements);
      return;
    }
    if (!changed.has('tokens') && !changed.has('inline')) {
      this.view.refresh();
      return;
    }
    this.current = Math.min(this.current, Math.max(0, this.count - 1));
    const hadFocus = this.list.contains(this.focused);
    this.view.show({
      count: this.tokens ? this.chunks.firsts.length - 1 : 0,
      guess: this.guess(),
      fill: (element, chunk) => this.fill(element, chunk),
      leave: (element, chunk) => this.leave(element, chunk),
    });
    if (hadFocus) this.chip(this.current)?.focus({ preventScroll: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.view?.connect();
  }

  /** Outlines tokens, without rendering anew. */
  mark(selected: TokenSpan | null, hovered: TokenSpan | null): void {
    this.paintMarks(false);
    this.marks = { selected, hovered };
    this.paintMarks(true);
  }

  /** Scrolls a token into view. */
  reveal(index: number): void {
    this.chip(index)?.scrollIntoView({ block: 'center' });
  }

  private get list(): HTMLElement {
    return this.renderRoot.firstElementChild as HTMLElement;
  }

  private get focused(): Element | null {
    return (this.renderRoot as ShadowRoot).activeElement;
  }

  private tintAnew(chunks: Iterable<[number, HTMLElement]>): void {
    for (const [chunk, { children }] of chunks) {
      const { first } = this.spanOf(chunk);
      for (let i = 0; i < children.length; i++) tintAnew(children[i], first + i, this);
    }
  }

  private fill(element: HTMLElement, chunk: number): void {
    const { tokens, whitespace, ids, heat, notes } = this;
    if (!tokens) return;
    const { first, end } = this.spanOf(chunk);
    const nodes: (Node | string)[] = [];
    for (let i = first; i < end; i++) {
      nodes.push(...tokenChip(tokens, i, { whitespace, ids, heat, notes }));
    }
    const hadFocus = element.contains(this.focused);
    element.replaceChildren(...nodes);
    const current = element.children[this.current - first] as HTMLElement | undefined;
    if (current) {
      current.tabIndex = 0;
      this.list.tabIndex = -1;
    }
    if (hadFocus) current?.focus();
    this.paintMarks(true, [[chunk, element]]);
  }

  /** Of the current token's chunk while it is out of sight, the list itself stands in for the keyboard. */
  private leave(element: HTMLElement, chunk: number): void {
    if (chunk !== chunkOf(this.chunks, this.current)) return;
    this.list.tabIndex = 0;
    if (element.contains(this.focused)) this.list.focus({ preventScroll: true });
  }

  private spanOf(chunk: number): TokenSpan {
    const { firsts } = this.chunks;
    return { first: firsts[chunk], end: firsts[chunk + 1] };
  }

  /** How high chunks are that were never laid out. */
  private guess(): (chunk: number) => number {
    const em = Number.parseFloat(getComputedStyle(this).fontSize);
    return (chunk) => {
      const columns = Math.max(20, this.clientWidth / (0.6 * em));
      const { first, end } = this.spanOf(chunk);
      return this.tokens ? estimatedLines(this.tokens, first, end, columns) * 1.75 * em : 0;
    };
  }

  private chip(index: number): HTMLElement | null {
    if (index < 0 || index >= this.count) return null;
    const chunk = chunkOf(this.chunks, index);
    const element = this.view?.reach(chunk);
    return (element?.children[index - this.chunks.firsts[chunk]] as HTMLElement | undefined) ?? null;
  }

  private paintMarks(on: boolean, chunks: Iterable<[number, HTMLElement]> = this.view?.elements ?? []): void {
    for (const [kind, span] of Object.entries(this.marks)) {
      if (!span) continue;
      for (const [chunk, element] of chunks) {
        const { first, end } = this.spanOf(chunk);
        for (let i = Math.max(span.first, first); i < Math.min(span.end, end); i++) {
          const chip = element.children[i - first];
          chip?.classList.toggle(kind, on);
          if (kind === 'selected') chip?.setAttribute('aria-selected', String(on));
        }
      }
    }
  }

  private setCurrent(index: number): void {
    const chunk = chunkOf(this.chunks, this.current);
    this.view?.at(chunk)?.children[this.current - this.chunks.firsts[chunk]]?.removeAttribute('tabindex');
    this.current = index;
    const chip = this.chip(index);
    chip?.setAttribute('tabindex', '0');
    this.list.tabIndex = -1;
    if (this.tokens) chip?.setAttribute('aria-label', spokenLabel(this.tokens, index));
  }

  private indexOf(event: Event): number | null {
    const chip = (event.target as Element).closest<HTMLElement>('.token');
    return chip ? Number(chip.dataset.index) : null;
  }

  private hover(event: PointerEvent): void {
    this.fire('tokenhover', this.indexOf(event));
  }

  private clicked(event: MouseEvent): void {
    const index = this.indexOf(event);
    if (index !== null) this.select(index);
  }

  private select(index: number): void {
    this.setCurrent(index);
    this.chip(index)?.focus();
    this.fire('tokenselect', index);
  }

  private key(event: KeyboardEvent): void {
    const index = this.indexOf(event) ?? this.current;
    const target = this.keyTarget(event.key, index);
    if (event.key === 'Escape') this.fire('tokenselect', null);
    if (target === null) return;
    event.preventDefault();
    this.select(Math.min(this.count - 1, Math.max(0, target)));
  }

  private keyTarget(key: string, index: number): number | null {
    const targets: Record<string, () => number | null> = {
      ArrowLeft: () => index - 1,
      ArrowRight: () => index + 1,
      ArrowUp: () => chipOnNextLine((i) => this.chip(i), index, -1),
      ArrowDown: () => chipOnNextLine((i) => this.chip(i), index, 1),
      Home: () => 0,
      End: () => this.count - 1,
      Enter: () => index,
      ' ': () => index,
    };
    return targets[key]?.() ?? null;
  }

  private fire(type: 'tokenhover' | 'tokenselect', index: number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { index }, bubbles: true, composed: true }));
  }
}

/** With the characters that it holds a part of. */
function spokenLabel(table: TokenTable, index: number): string {
  const parts = splitCharacters(table.bytes, index);
  return [tokenLabel(tokenBytes(table, index)), ...(parts.length > 0 ? [partsText(parts)] : [])].join(', ');
}

customElements.define('loupe-token-strip', TokenStrip);
