/** A square of weights as pixels: one pixel a cell, or a block of cells where there are more cells than room. */
export interface HeatImage {
  canvas: OffscreenCanvas;
  /** Cells along one edge of a pixel. */
  block: number;
}

/**
 * Colours a [size, size] square of weights in 0…1, or of differences in −1…1 where `signed`, from `values` starting at `offset`. The
 * colour follows the square root of the weight, so that small weights can be told from none. Where one of `room` device pixels must
 * hold several cells it shows the largest of them, whatever its sign.
 */
export function heatImage(
  values: Float32Array,
  size: number,
  colors: Uint32Array,
  room: number,
  { offset = 0, signed = false } = {},
): HeatImage {
  const block = Math.max(1, Math.ceil(size / Math.max(1, room)));
  const edge = Math.ceil(size / block);
  const canvas = new OffscreenCanvas(edge, edge);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const image = context.createImageData(edge, edge);
  const words = new Uint32Array(image.data.buffer);
  const reduce = signed ? blockExtremes : blockMaxima;
  const shown = block === 1 ? values.subarray(offset, offset + size * size) : reduce(values, size, block, offset);
  if (signed) for (let i = 0; i < shown.length; i++) words[i] = colors[signedLevel(shown[i])];
  else for (let i = 0; i < shown.length; i++) words[i] = colors[level(shown[i])];
  context.putImageData(image, 0, 0);
  return { canvas, block };
}

/** [ceil(size / block)] squared: of each block the largest value. By itself, since it takes most of the time of drawing a map. */
function blockMaxima(values: Float32Array, size: number, block: number, offset: number): Float32Array {
  const edge = Math.ceil(size / block);
  const maxima = new Float32Array(edge * edge);
  for (let row = 0, at = offset; row < size; row++) {
    const rowEnd = at + size;
    for (let cell = Math.floor(row / block) * edge; at < rowEnd; cell++) {
      let largest = maxima[cell];
      for (const end = Math.min(at + block, rowEnd); at < end; at++) {
        const value = values[at];
        if (value > largest) largest = value;
      }
      maxima[cell] = largest;
    }
  }
  return maxima;
}

/** The same of the value farthest from 0. */
function blockExtremes(values: Float32Array, size: number, block: number, offset: number): Float32Array {
  const edge = Math.ceil(size / block);
  const maxima = new Float32Array(edge * edge);
  for (let row = 0, at = offset; row < size; row++) {
    const lastCell = (Math.floor(row / block) + 1) * edge;
    for (let cell = lastCell - edge, column = 0; cell < lastCell; cell++) {
      let largest = maxima[cell];
      let extent = Math.abs(largest);
      for (const end = Math.min(column + block, size); column < end; column++, at++) {
        const value = values[at];
        const magnitude = value < 0 ? -value : value;
        if (magnitude > extent) {
          largest = value;
          extent = magnitude;
        }
      }
      maxima[cell] = largest;
    }
  }
  return maxima;
}

/** Position on the colour scale of a weight in 0…1. */
export const weightPosition = (weight: number) => Math.sqrt(Math.min(1, Math.max(0, weight)));

/** Position on a diverging scale of a difference in −1…1; 0 is in its middle. */
export const differencePosition = (difference: number) =>
  (1 + Math.sign(difference) * weightPosition(Math.abs(difference))) / 2;

const level = (weight: number) => (Math.sqrt(weight) * 255 + 0.5) | 0;
const signedLevel = (difference: number) => (differencePosition(difference) * 255 + 0.5) | 0;
