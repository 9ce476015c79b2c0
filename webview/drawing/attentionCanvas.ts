import { css, html, LitElement, type PropertyValues } from 'lit';
import type { AttentionMap, AttentionSlice } from '../../src/protocol/runs';
import type { TokenSpan } from '../../src/protocol/tokenLookup';
import { AppearanceWatch } from '../ui/appearanceWatch';
import { readTheme, type Theme } from '../ui/theme';
import { fitCanvas } from './canvas';
import { drawMap, labelRoom } from './drawMap';
import { type Cell, cellAt, type MapGeometry, mapGeometry, type Zoom, zoomAt, zoomTo } from './mapGeometry';
import { mapImage, type PlacedImage, sliceImage } from './mapSlices';
import { colorScale, lookupTable } from './scales';

export type CellEvent = CustomEvent<{ cell: Cell | null }>;
export type ZoomEvent = CustomEvent<{ zoom: Zoom | null }>;

/**
 * One head's map with axes and crosshair. Fires `cellhover` (null on leaving), `cellselect` and `zoomchange`. Arrows move
 * the crosshair, + - 0 zoom.
 */
export class AttentionCanvas extends LitElement {
  static override properties = {
    map: { attribute: false },
    slices: { attribute: false },
    tokens: { type: Number },
    signed: { type: Boolean },
    labels: { attribute: false },
    cell: { attribute: false },
    marked: { attribute: false },
    zoom: { attribute: false },
    label: {},
  };
  static override styles = css`
    :host {
      display: block;
      font-family: var(--loupe-mono);
    }
    canvas {
      display: block;
      cursor: crosshair;
      touch-action: pan-y;
    }
    canvas:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
  `;

  declare map: AttentionMap | null;
  /** In place of `map`, one over the other: of a map of `tokens` tokens, too large to be had whole. */
  declare slices: readonly AttentionSlice[];
  declare tokens: number;
  /** The map is of differences, −1…1. */
  declare signed: boolean;
  declare labels: readonly string[];
  declare cell: Cell | null;
  declare marked: TokenSpan | null;
  declare zoom: Zoom | null;
  /** For screen readers. */
  declare label: string;

  private theme: Theme | undefined;
  private geometry: MapGeometry | undefined;
  private images: PlacedImage[] | undefined;

  constructor() {
    super();
    this.map = null;
    this.slices = [];
    this.tokens = 0;
    this.signed = false;
    this.labels = [];
    this.cell = null;
    this.marked = null;
    this.zoom = null;
    this.label = '';
    new AppearanceWatch(this, () => {
      this.images = undefined;
      this.theme = undefined;
      this.draw();
    });
  }

  protected override render() {
    return html`<canvas
      tabindex="0"
      role="application"
      aria-label=${this.label}
      @pointermove=${this.point}
      @pointerleave=${() => this.fire('cellhover', { cell: null })}
      @click=${(event: PointerEvent) => this.fire('cellselect', { cell: this.under(event) })}
      @wheel=${this.wheel}
      @keydown=${this.key}
    ></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const drawn = ['map', 'signed', 'slices', 'zoom'] as const;
    if (drawn.some((name) => changed.has(name))) this.images = undefined;
    this.draw();
  }

  private draw(): void {
    const { map, slices, labels, edge: tokens } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (tokens === 0 || !canvas || this.clientWidth === 0) return;
    this.theme ??= readTheme();
    // As large as can be seen at once.
    const space = { width: this.clientWidth - labelRoom.right, height: window.innerHeight * 0.7 };
    const geometry = mapGeometry(space, tokens, this.zoom, labelRoom);
    if (!this.images) {
      const colors = lookupTable(colorScale(this.theme, this.signed ? 'difference' : 'weight'));
      const room = (geometry.edge * window.devicePixelRatio) / geometry.zoom.span;
      this.images = map
        ? [mapImage(map, colors, room, this.signed)]
        : slices.map((slice) => sliceImage(slice, colors, room, this.signed));
    }
    this.geometry = geometry;
    const surface = fitCanvas(
      canvas,
      geometry.left + geometry.edge + labelRoom.right,
      geometry.top + geometry.edge + 2,
    );
    drawMap(surface, {
      images: this.images,
      geometry,
      labels,
      cell: this.cell,
      marked: this.marked,
      theme: this.theme,
      fontFamily: getComputedStyle(this).fontFamily,
    });
  }

  private get edge(): number {
    return this.map?.tokens ?? this.tokens;
  }

  private under(event: MouseEvent): Cell | null {
    return this.geometry ? cellAt(this.geometry, event.offsetX, event.offsetY) : null;
  }

  private point(event: PointerEvent): void {
    const cell = this.under(event);
    if (cell?.query !== this.cell?.query || cell?.key !== this.cell?.key) this.fire('cellhover', { cell });
  }

  /** Only with Ctrl (which pinching sets too): the page must scroll past the picture. */
  private wheel(event: WheelEvent): void {
    const cell = this.under(event);
    if (!event.ctrlKey || !cell) return;
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? 1.25 : 0.8, cell);
  }

  /** Zooms around the crosshair, or the end of the text. */
  zoomBy(factor: number, around: Cell | null = this.cell): void {
    const { geometry, edge: tokens } = this;
    if (!geometry || tokens === 0) return;
    const cell = around ?? { query: tokens - 1, key: tokens - 1 };
    const zoom = zoomAt(this.zoom ?? geometry.zoom, cell, factor, tokens);
    this.changeZoom(zoom.span >= tokens ? null : zoom);
  }

  private changeZoom(zoom: Zoom | null): void {
    this.zoom = zoom;
    this.fire('zoomchange', { zoom });
  }

  private key(event: KeyboardEvent): void {
    const { edge: tokens, geometry } = this;
    if (tokens === 0 || !geometry || event.altKey || event.metaKey || event.ctrlKey) return;
    const last = tokens - 1;
    const { query, key } = this.cell ?? { query: last, key: last };
    const far = 10;
    const moves: Record<string, () => Cell> = {
      ArrowLeft: () => ({ query, key: key - 1 }),
      ArrowRight: () => ({ query, key: key + 1 }),
      ArrowUp: () => ({ query: query - 1, key }),
      ArrowDown: () => ({ query: query + 1, key }),
      PageUp: () => ({ query: query - far, key }),
      PageDown: () => ({ query: query + far, key }),
      Home: () => ({ query, key: 0 }),
      End: () => ({ query, key: query }),
    };
    const zooms: Record<string, () => void> = {
      '+': () => this.zoomBy(1.5),
      '-': () => this.zoomBy(1 / 1.5),
      '0': () => this.changeZoom(null),
      Enter: () => this.fire('cellselect', { cell: this.cell }),
    };
    const move = moves[event.key];
    if (!move && !zooms[event.key]) return;
    event.preventDefault();
    zooms[event.key]?.();
    if (!move) return;
    const within = (index: number) => Math.min(last, Math.max(0, index));
    const target = move();
    const cell = { query: within(target.query), key: within(target.key) };
    // Set here too: the next key may come before whoever listens has set it.
    this.cell = cell;
    this.fire('cellselect', { cell });
    if (this.zoom) this.changeZoom(zoomTo(this.zoom, cell));
  }

  private fire(type: string, detail: { cell: Cell | null } | { zoom: Zoom | null }): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

customElements.define('attention-canvas', AttentionCanvas);
