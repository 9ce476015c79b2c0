import { html, LitElement, type PropertyValues } from 'lit';
import { splitCharacters } from '../../src/protocol/splitCharacters';
import { type TokenSpan, tokenBytes } from '../../src/protocol/tokenLookup';
import type { TokenTable } from '../../src/protocol/tokens';
import { chipOnNextLine } from './chipOnNextLine';
import { partsText, tokenChip } from './tokenChip';
import { tokenStripStyles } from './tokenStripStyles';
import { tokenLabel } from './tokenText';

/** Tokens that come and go together when scrolled. */
const chunkSize = 400;

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

  private readonly visible = new Set<HTMLElement>();
  private observer: IntersectionObserver | undefined;
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

  protected override render() {
    const chunks = Math.ceil(this.count / chunkSize);
    return html`<div
      role="listbox"
      aria-orientation="horizontal"
      aria-label=${this.label}
      @pointerover=${this.hover}
      @pointerleave=${() => this.fire('tokenhover', null)}
      @click=${this.clicked}
      @keydown=${this.key}
    >${Array.from({ length: chunks }, (_, i) => html`<span class="chunk pending" role="presentation" data-chunk=${i}></span>`)}</div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('tokens')) {
      this.current = Math.min(this.current, Math.max(0, this.count - 1));
      this.observeChunks();
    }
    for (const chunk of this.visible) this.fill(chunk);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.observer = undefined;
    this.visible.clear();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.observeChunks();
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

  /** Chunks on screen are made anew at once; others wait until they come into view. */
  private observeChunks(): void {
    // Chunks are made a little before they come into view, whoever scrolls: the page or a part of it.
    const ahead = { rootMargin: '600px 0px', scrollMargin: '600px 0px' };
    this.observer ??= new IntersectionObserver((entries) => this.intersect(entries), ahead);
    const chunks = this.renderRoot.querySelectorAll<HTMLElement>('.chunk');
    for (const chunk of this.visible) if (!chunk.isConnected) this.visible.delete(chunk);
    // The first frame shows the first chunk, before the observer has looked.
    if (this.visible.size === 0 && chunks.length > 0) this.visible.add(chunks[0]);
    for (const chunk of chunks) {
      if (!this.visible.has(chunk)) this.empty(chunk, null);
      this.observer.observe(chunk);
    }
  }

  private intersect(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const chunk = entry.target as HTMLElement;
      if (entry.isIntersecting) {
        this.visible.add(chunk);
        this.fill(chunk);
      } else if (this.visible.delete(chunk)) {
        this.empty(chunk, entry.boundingClientRect.height);
      }
    }
  }

  private fill(chunk: HTMLElement): void {
    const { tokens, whitespace, ids, heat, notes } = this;
    if (!tokens) return;
    const first = Number(chunk.dataset.chunk) * chunkSize;
    const nodes: (Node | string)[] = [];
    for (let i = first; i < Math.min(first + chunkSize, this.count); i++) {
      nodes.push(...tokenChip(tokens, i, { whitespace, ids, heat, notes }));
    }
    const hadFocus = chunk.contains((this.renderRoot as ShadowRoot).activeElement);
    chunk.classList.remove('pending');
    chunk.style.removeProperty('height');
    chunk.replaceChildren(...nodes);
    this.chip(this.current)?.setAttribute('tabindex', '0');
    if (hadFocus) this.chip(this.current)?.focus();
    this.paintMarks(true);
  }

  /** Leaves a block as high as the chunk was, or is guessed to be. */
  private empty(chunk: HTMLElement, height: number | null): void {
    const charactersPerLine = Math.max(20, this.clientWidth / 8);
    const lines = (chunkSize * 4) / charactersPerLine;
    chunk.replaceChildren();
    chunk.classList.add('pending');
    chunk.style.setProperty('height', `${height ?? lines * 23}px`);
  }

  private chip(index: number): HTMLElement | null {
    const chunk = this.renderRoot.querySelector(`[data-chunk="${Math.floor(index / chunkSize)}"]`);
    if (chunk && chunk.childElementCount === 0 && index < this.count) {
      this.visible.add(chunk as HTMLElement);
      this.fill(chunk as HTMLElement);
    }
    return (chunk?.children[index % chunkSize] as HTMLElement | undefined) ?? null;
  }

  private paintMarks(on: boolean): void {
    for (const [kind, span] of Object.entries(this.marks)) {
      if (!span) continue;
      for (const chunk of this.visible) {
        const first = Number(chunk.dataset.chunk) * chunkSize;
        for (let i = Math.max(span.first, first); i < Math.min(span.end, first + chunkSize); i++) {
          const chip = chunk.children[i - first];
          chip?.classList.toggle(kind, on);
          if (kind === 'selected') chip?.setAttribute('aria-selected', String(on));
        }
      }
    }
  }

  private setCurrent(index: number): void {
    this.chip(this.current)?.removeAttribute('tabindex');
    this.current = index;
    const chip = this.chip(index);
    chip?.setAttribute('tabindex', '0');
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
    const index = this.indexOf(event);
    if (index === null) return;
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
