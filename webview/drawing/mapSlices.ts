import type { AttentionMap, AttentionSlice } from '../../src/protocol/runs';
import { type HeatImage, heatImage } from './heatmap';

/** A picture of a square part of a map. */
export interface PlacedImage extends HeatImage {
  /** First query and key. */
  row: number;
  column: number;
}

/**
 * @param colors 256 words, as `heatImage` takes them
 * @param room device pixels that a token has along an edge
 * @param signed whether it is of differences, −1…1
 */
export function mapImage(
  { values, tokens }: AttentionMap,
  colors: Uint32Array,
  room: number,
  signed: boolean,
): PlacedImage {
  return { ...heatImage(values, tokens, colors, tokens * room, { signed }), row: 0, column: 0 };
}

/** A square slice as `mapImage`; `block` of the image is in tokens. */
export function sliceImage(slice: AttentionSlice, colors: Uint32Array, room: number, signed: boolean): PlacedImage {
  const { values, rows, columns, block } = slice;
  if (rows !== columns) throw new Error(`A slice of ${rows} × ${columns} cells is no square`);
  const image = heatImage(values, rows, colors, rows * block * room, { signed });
  return { ...image, block: image.block * block, row: slice.queries.first, column: slice.keys.first };
}

/** The value of the cell that holds this weight; null outside of the slice. */
export function valueAt(slice: AttentionSlice, { query, key }: { query: number; key: number }): number | null {
  const { queries, keys, block, columns, values } = slice;
  const isWithin = query >= queries.first && query < queries.end && key >= keys.first && key < keys.end;
  if (!isWithin) return null;
  return values[Math.floor((query - queries.first) / block) * columns + Math.floor((key - keys.first) / block)];
}
