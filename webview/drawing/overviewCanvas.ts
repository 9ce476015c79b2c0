import { css, html, LitElement } from 'lit';
import type { AttentionOverview } from '../../src/protocol/runs';
import { AppearanceWatch } from '../ui/appearanceWatch';
import { readTheme } from '../ui/theme';
import { fitCanvas } from './canvas';
import { heatImage } from './heatmap';
import { colorScale, lookupTable } from './scales';

export interface HeadChoice {
  layer: number;
  head: number;
}

/** Room for the names of layers and heads. */
const labelRoom = { left: 30, top: 18 };
const gap = 3;
const smallest = 18;
const largest = 48;

/** All heads as thumbnails, a row a layer. Fires `headselect`; arrows choose the neighbour. */
export class OverviewCanvas extends LitElement {
  static override properties = {
    overview: { attribute: false },
    chosen: { attribute: false },
    shown: { attribute: false },
    label: {},
  };
  static override styles = css`
    :host {
      display: block;
      overflow: auto;
      max-height: 420px;
      font-family: var(--vscode-font-family);
    }
    canvas {
      display: block;
      cursor: pointer;
    }
    canvas:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: -1px;
    }
  `;

  declare overview: AttentionOverview | null;
  /** Where arrows start from. */
  declare chosen: HeadChoice;
  /** Whether a head is outlined: of a map of several, more than one is. */
  declare shown: (head: HeadChoice) => boolean;
  /** For screen readers. */
  declare label: string;

  private pitch = smallest + gap;

  constructor() {
    super();
    this.overview = null;
    this.chosen = { layer: 0, head: 0 };
    this.shown = ({ layer, head }) => layer === this.chosen.layer && head === this.chosen.head;
    this.label = '';
    new AppearanceWatch(this, () => this.draw());
  }

  protected override render() {
    return html`<canvas
      tabindex="0"
      role="application"
      aria-label=${this.label}
      @click=${this.clicked}
      @keydown=${this.key}
    ></canvas>`;
  }

  protected override updated(): void {
    this.draw();
  }

  private draw(): void {
    const { overview, chosen } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (!overview || !canvas || this.clientWidth === 0) return;
    const { layers, heads, size, thumbnails } = overview;
    const theme = readTheme();
    const style = getComputedStyle(this);
    // All in sight without scrolling, as long as each can be seen.
    const across = (this.clientWidth - labelRoom.left) / heads;
    const down = (Number.parseFloat(style.maxHeight) - labelRoom.top) / layers;
    const edge = Math.floor(Math.min(largest, Math.max(smallest, Math.min(across, down) - gap)));
    this.pitch = edge + gap;
    const width = labelRoom.left + heads * this.pitch;
    const { context, ratio } = fitCanvas(canvas, width, labelRoom.top + layers * this.pitch);
    const colors = lookupTable(colorScale(theme, 'weight'));
    context.imageSmoothingEnabled = false;
    context.font = `11px ${style.fontFamily}`;
    context.textBaseline = 'middle';
    const name = (text: string, x: number, y: number, strong: boolean, align: CanvasTextAlign) => {
      context.fillStyle = (strong ? theme.foreground : theme.faint).formatRgb();
      context.textAlign = align;
      context.fillText(text, x, y);
    };
    for (let head = 0; head < heads; head++) {
      name(`H${head}`, labelRoom.left + head * this.pitch + edge / 2, 8, chosen.head === head, 'center');
    }
    for (let layer = 0; layer < layers; layer++) {
      const y = labelRoom.top + layer * this.pitch;
      name(`L${layer}`, labelRoom.left - 7, y + edge / 2, chosen.layer === layer, 'right');
      for (let head = 0; head < heads; head++) {
        const x = labelRoom.left + head * this.pitch;
        const offset = (layer * heads + head) * size * size;
        context.drawImage(heatImage(thumbnails, size, colors, edge * ratio, { offset }).canvas, x, y, edge, edge);
        const isChosen = this.shown({ layer, head });
        context.strokeStyle = (isChosen ? theme.accent : theme.line).formatRgb();
        context.lineWidth = isChosen ? 2 : 1;
        context.strokeRect(x - 0.5, y - 0.5, edge + 1, edge + 1);
      }
    }
  }

  private clicked(event: MouseEvent): void {
    const head = Math.floor((event.offsetX - labelRoom.left) / this.pitch);
    const layer = Math.floor((event.offsetY - labelRoom.top) / this.pitch);
    this.choose(layer, head);
  }

  private key(event: KeyboardEvent): void {
    const { layer, head } = this.chosen;
    const moves: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    this.choose(layer + move[0], head + move[1]);
  }

  private choose(layer: number, head: number): void {
    const { overview } = this;
    if (!overview || layer < 0 || head < 0 || layer >= overview.layers || head >= overview.heads) return;
    // Set here too: the next key may come before whoever listens has set it.
    this.chosen = { layer, head };
    this.dispatchEvent(new CustomEvent<HeadChoice>('headselect', { detail: { layer, head } }));
  }
}

customElements.define('overview-canvas', OverviewCanvas);
