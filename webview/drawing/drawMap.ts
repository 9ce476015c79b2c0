import type { Theme } from '../ui/theme';
import type { Surface } from './canvas';
import { type Cell, cellSize, type MapGeometry } from './mapGeometry';
import type { PlacedImage } from './mapSlices';

export interface MapPicture {
  /** One over the other. */
  images: readonly PlacedImage[];
  geometry: MapGeometry;
  /** A label a token, along both axes. */
  labels: readonly string[];
  /** Under the crosshair. */
  cell: Cell | null;
  /** Tokens whose labels stand out. */
  marked: { first: number; end: number } | null;
  theme: Theme;
  fontFamily: string;
}

/** Room for labels left of and above the square; slanted ones reach beyond its right edge. */
export const labelRoom = { left: 96, top: 74, right: 28 };

const fontSize = 11;
/** Distance below which labels would touch. */
const labelPitch = 13;
const longestLabel = 12;

/** Draws an attention map with its axes: queries downwards, keys to the right. */
export function drawMap(surface: Surface, picture: MapPicture): void {
  const { context } = surface;
  const { images, geometry, theme } = picture;
  const { left, top, edge, zoom } = geometry;
  context.imageSmoothingEnabled = false;
  for (const { canvas, block, row, column } of images) {
    // What lies outside of an image is left as it is.
    const span = zoom.span / block;
    context.drawImage(
      canvas,
      (zoom.column - column) / block,
      (zoom.row - row) / block,
      span,
      span,
      left,
      top,
      edge,
      edge,
    );
  }
  context.strokeStyle = theme.line.formatRgb();
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, edge + 1, edge + 1);
  drawLabels(context, picture);
  if (picture.cell) drawCrosshair(context, picture, picture.cell);
}

function drawLabels(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { geometry, labels, marked, cell, theme, fontFamily } = picture;
  const { left, top, zoom } = geometry;
  const size = cellSize(geometry);
  const step = Math.ceil(labelPitch / size);
  context.textBaseline = 'middle';
  const draw = (index: number, strong: boolean, axis: 'query' | 'key') => {
    context.font = `${strong ? 'bold ' : ''}${fontSize}px ${fontFamily}`;
    context.fillStyle = (strong ? theme.foreground : theme.faint).formatRgb();
    const at = (index - (axis === 'query' ? zoom.row : zoom.column) + 0.5) * size;
    context.save();
    if (axis === 'query') {
      context.textAlign = 'right';
      context.translate(left - 6, top + at);
    } else {
      context.textAlign = 'left';
      context.translate(left + at, top - 6);
      context.rotate(-Math.PI / 3);
    }
    context.fillText(shorten(labels[index]), 0, 0);
    context.restore();
  };
  const isMarked = (index: number) => marked !== null && index >= marked.first && index < marked.end;
  for (const axis of ['query', 'key'] as const) {
    const first = axis === 'query' ? zoom.row : zoom.column;
    const strong = new Set<number>();
    for (let i = first; i < first + zoom.span; i++) {
      if ((isMarked(i) && step === 1) || i === cell?.[axis]) strong.add(i);
    }
    if (marked && step > 1 && !cell && marked.first >= first && marked.first < first + zoom.span)
      strong.add(marked.first);
    for (let i = first; i < first + zoom.span; i++) {
      // Labels that stand out push away the thinned ones beside them.
      const crowded = step > 1 && [...strong].some((other) => other !== i && Math.abs(other - i) < step);
      if (strong.has(i)) draw(i, true, axis);
      else if ((i - first) % step === 0 && !crowded) draw(i, false, axis);
    }
  }
}

function drawCrosshair(context: CanvasRenderingContext2D, { geometry, theme }: MapPicture, cell: Cell): void {
  const { left, top, edge, zoom } = geometry;
  const size = cellSize(geometry);
  const x = left + (cell.key - zoom.column) * size;
  const y = top + (cell.query - zoom.row) * size;
  const band = Math.max(size, 2);
  context.strokeStyle = theme.accent.formatRgb();
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.strokeRect(left, y, edge, band);
  context.strokeRect(x, top, band, edge);
  context.setLineDash([]);
  context.strokeStyle = theme.foreground.formatRgb();
  context.lineWidth = 2;
  context.strokeRect(x - 1, y - 1, band + 2, band + 2);
}

function shorten(label: string): string {
  const characters = [...label];
  return characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join('')}…` : label;
}
