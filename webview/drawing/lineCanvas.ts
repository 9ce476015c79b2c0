import { css, html, LitElement } from 'lit';
import type { PositionRange } from '../../src/protocol/runs';
import type { TokenSpan } from '../../src/protocol/tokenLookup';
import { AppearanceWatch } from '../ui/appearanceWatch';
import { readTheme } from '../ui/theme';
import { attentionLines, type LineEnd, type LineWeights } from './attentionLines';
import { fitCanvas } from './canvas';
import { weightPosition } from './heatmap';

export type LineEvent = CustomEvent<{ end: LineEnd | null }>;
export type SightEvent = CustomEvent<PositionRange>;

const rowHeight = 18;
/** At least this much of the width is for lines. */
const linesShare = 0.34;
const gap = 6;

/**
 * The text twice, as columns: those that look on the left, those that are looked at on the right, joined by lines as strong as the
 * weights. Only what is in sight is drawn. Fires `endhover` (null on leaving) and `endselect`; up and down move from token to token,
 * left and right to the other column. Fires `sightchange` when other tokens come in sight.
 */
export class LineCanvas extends LitElement {
  static override properties = {
    weights: { attribute: false },
    labels: { attribute: false },
    end: { attribute: false },
    marked: { attribute: false },
    label: {},
  };
  static override styles = css`
    :host {
      display: block;
      font-family: var(--loupe-mono);
    }
    .scroll {
      overflow: hidden auto;
      max-height: 70vh;
    }
    .scroll:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
    canvas {
      display: block;
      position: sticky;
      top: 0;
      cursor: pointer;
    }
  `;

  declare weights: LineWeights | null;
  declare labels: readonly string[];
  /** Whose lines alone are drawn; null draws those of all queries in sight. */
  declare end: LineEnd | null;
  declare marked: TokenSpan | null;
  /** For screen readers. */
  declare label: string;

  private sight: PositionRange = { first: 0, end: 0 };

  constructor() {
    super();
    this.weights = null;
    this.labels = [];
    this.end = null;
    this.marked = null;
    this.label = '';
    new AppearanceWatch(this, () => this.draw());
  }

  protected override render() {
    return html`<div
      class="scroll"
      tabindex="0"
      role="application"
      aria-label=${this.label}
      @scroll=${() => this.draw()}
      @pointermove=${this.point}
      @pointerleave=${() => this.fire('endhover', null)}
      @click=${(event: PointerEvent) => this.fire('endselect', this.under(event))}
      @keydown=${this.key}
    >
      <canvas></canvas>
      <div class="room"></div>
    </div>`;
  }

  protected override updated(): void {
    this.draw();
  }

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroll');
  }

  private draw(): void {
    const { weights, labels, end, marked, scroller } = this;
    const canvas = scroller?.querySelector('canvas');
    if (!weights || !scroller || !canvas || this.clientWidth === 0) return;
    const whole = weights.tokens * rowHeight;
    const height = Math.min(whole, Math.floor(window.innerHeight * 0.7));
    scroller.querySelector<HTMLElement>('.room')?.style.setProperty('height', `${whole - height}px`);
    const width = scroller.clientWidth;
    const top = scroller.scrollTop;
    const first = Math.floor(top / rowHeight);
    const last = Math.min(weights.tokens, Math.ceil((top + height) / rowHeight));
    this.see({ first, end: last });
    const theme = readTheme();
    const { context } = fitCanvas(canvas, width, height);
    const label = (width * (1 - linesShare)) / 2;
    const column = Math.min(label, 200);
    const [left, right] = [column, width - column];
    const yOf = (token: number) => token * rowHeight + rowHeight / 2 - top;
    const isMarked = (token: number) => marked !== null && token >= marked.first && token < marked.end;

    for (const { query, key, weight } of attentionLines(weights, end, { first, end: last })) {
      context.globalAlpha = theme.highContrast ? Math.max(0.35, weightPosition(weight)) : weightPosition(weight);
      context.strokeStyle = (theme.highContrast ? theme.foreground : theme.accent).formatRgb();
      context.lineWidth = 0.5 + 3 * weight;
      context.beginPath();
      context.moveTo(left + gap, yOf(query));
      context.lineTo(right - gap, yOf(key));
      context.stroke();
    }
    context.globalAlpha = 1;
    context.textBaseline = 'middle';
    const family = getComputedStyle(this).fontFamily;
    for (let token = first; token < last; token++) {
      for (const side of ['query', 'key'] as const) {
        const isEnd = end?.side === side && end.token === token;
        const strong = isEnd || isMarked(token);
        context.font = `${strong ? 'bold ' : ''}12px ${family}`;
        context.fillStyle = (strong ? theme.foreground : theme.faint).formatRgb();
        context.textAlign = side === 'query' ? 'right' : 'left';
        context.fillText(fitting(context, labels[token], column - gap), side === 'query' ? left : right, yOf(token));
        if (!isEnd) continue;
        context.strokeStyle = theme.accent.formatRgb();
        context.lineWidth = 1;
        context.strokeRect(
          side === 'query' ? 0.5 : right - 2.5,
          yOf(token) - rowHeight / 2 + 0.5,
          column + 2,
          rowHeight - 1,
        );
      }
    }
  }

  private see(sight: PositionRange): void {
    if (sight.first === this.sight.first && sight.end === this.sight.end) return;
    this.sight = sight;
    this.dispatchEvent(new CustomEvent('sightchange', { detail: sight }));
  }

  private under(event: PointerEvent): LineEnd | null {
    const { weights, scroller } = this;
    if (!weights || !scroller) return null;
    const box = scroller.getBoundingClientRect();
    const token = Math.floor((event.clientY - box.top + scroller.scrollTop) / rowHeight);
    if (token < 0 || token >= weights.tokens) return null;
    return { side: event.clientX - box.left < box.width / 2 ? 'query' : 'key', token };
  }

  private point(event: PointerEvent): void {
    const end = this.under(event);
    if (end?.token !== this.end?.token || end?.side !== this.end?.side) this.fire('endhover', end);
  }

  private key(event: KeyboardEvent): void {
    const { weights } = this;
    if (!weights || event.altKey || event.metaKey || event.ctrlKey) return;
    const { side, token } = this.end ?? { side: 'query', token: weights.tokens - 1 };
    const far = 10;
    const moves: Record<string, LineEnd | null> = {
      ArrowUp: { side, token: token - 1 },
      ArrowDown: { side, token: token + 1 },
      PageUp: { side, token: token - far },
      PageDown: { side, token: token + far },
      Home: { side, token: 0 },
      End: { side, token: weights.tokens - 1 },
      ArrowLeft: { side: 'query', token },
      ArrowRight: { side: 'key', token },
      Escape: null,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const target = moves[event.key];
    // Set here too: the next key may come before whoever listens has set it.
    this.end = target && { ...target, token: Math.min(weights.tokens - 1, Math.max(0, target.token)) };
    if (this.end) this.show(this.end.token);
    this.fire('endselect', this.end);
  }

  private show(token: number): void {
    const { scroller } = this;
    if (!scroller) return;
    const least = (token + 1) * rowHeight - scroller.clientHeight;
    scroller.scrollTop = Math.min(token * rowHeight, Math.max(scroller.scrollTop, least));
  }

  private fire(type: 'endhover' | 'endselect', end: LineEnd | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { end } }));
  }
}

function fitting(context: CanvasRenderingContext2D, label: string, width: number): string {
  if (context.measureText(label).width <= width) return label;
  const characters = [...label];
  while (characters.length > 1 && context.measureText(`${characters.join('')}…`).width > width) characters.pop();
  return `${characters.join('')}…`;
}

customElements.define('line-canvas', LineCanvas);
