/** One weight of an attention map. */
export interface Cell {
  query: number;
  key: number;
}

/** A square window of cells: first row (query), first column (key), edge length. */
export interface Zoom {
  row: number;
  column: number;
  span: number;
}

/** Where a window of cells lies on a surface, in CSS pixels. */
export interface MapGeometry {
  left: number;
  top: number;
  /** Edge length of the drawn square. */
  edge: number;
  zoom: Zoom;
}

/** Larger cells would only be emptier. */
const largestCell = 34;
/** Smaller than this, a map tells nothing. */
const smallestEdge = 120;

/** The square for `zoom` (null: all `size` cells) within a room, right of and below the labels. */
export function mapGeometry(
  room: { width: number; height: number },
  size: number,
  zoom: Zoom | null,
  labels: { left: number; top: number },
): MapGeometry {
  const shown = clampZoom(zoom ?? { row: 0, column: 0, span: size }, size);
  const fitting = Math.max(smallestEdge, Math.min(room.width - labels.left, room.height - labels.top));
  return { ...labels, edge: Math.floor(Math.min(fitting, shown.span * largestCell)), zoom: shown };
}

/** The window moved and cut so that it lies within `size` cells. */
export function clampZoom({ row, column, span }: Zoom, size: number): Zoom {
  const edge = Math.min(Math.max(4, Math.round(span)), size);
  const within = (first: number) => Math.min(Math.max(0, Math.round(first)), size - edge);
  return { row: within(row), column: within(column), span: edge };
}

/** Zooms by a factor (above 1: closer), the cell staying where it is as far as the edges allow. */
export function zoomAt(zoom: Zoom, cell: Cell, factor: number, size: number): Zoom {
  const span = Math.max(4, zoom.span / factor);
  const stay = (first: number, at: number) => at + 0.5 - ((at + 0.5 - first) / zoom.span) * span;
  return clampZoom({ row: stay(zoom.row, cell.query), column: stay(zoom.column, cell.key), span }, size);
}

/** The window moved just so far that it holds the cell. */
export function zoomTo(zoom: Zoom, { query, key }: Cell): Zoom {
  const follow = (first: number, at: number) => Math.min(Math.max(first, at - zoom.span + 1), at);
  return { row: follow(zoom.row, query), column: follow(zoom.column, key), span: zoom.span };
}

export const cellSize = ({ edge, zoom }: MapGeometry) => edge / zoom.span;

/** The cell under a point of the surface; null outside. */
export function cellAt(geometry: MapGeometry, x: number, y: number): Cell | null {
  const { left, top, zoom } = geometry;
  const size = cellSize(geometry);
  const [column, row] = [Math.floor((x - left) / size), Math.floor((y - top) / size)];
  if (column < 0 || row < 0 || column >= zoom.span || row >= zoom.span) return null;
  return { query: zoom.row + row, key: zoom.column + column };
}
