/** A square of weights as pixels: one pixel a cell, or a block of cells where there are more cells than room. */
export interface HeatImage {
  canvas: OffscreenCanvas;
  /** Cells along one edge of a pixel. */
  block: number;
}

/**
 * Colours a [size, size] square of weights in 0…1 from `values` starting at `offset`. The colour follows the square root
 * of the weight, so that small weights can be told from none. Where one of `room` device pixels must hold several cells it
 * shows the largest of them.
 */
export function heatImage(
  values: Float32Array,
  size: number,
  colors: Uint32Array,
  room: number,
  offset = 0,
): HeatImage {
  const block = Math.max(1, Math.ceil(size / Math.max(1, room)));
  const edge = Math.ceil(size / block);
  const canvas = new OffscreenCanvas(edge, edge);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const image = context.createImageData(edge, edge);
  const words = new Uint32Array(image.data.buffer);
  if (block === 1) {
    for (let i = 0; i < size * size; i++) words[i] = colors[level(values[offset + i])];
  } else {
    const maxima = blockMaxima(values, size, block, offset);
    for (let i = 0; i < maxima.length; i++) words[i] = colors[level(maxima[i])];
  }
  context.putImageData(image, 0, 0);
  return { canvas, block };
}

/** [ceil(size / block)] squared: the largest value of each block. */
function blockMaxima(values: Float32Array, size: number, block: number, offset: number): Float32Array {
  const edge = Math.ceil(size / block);
  const maxima = new Float32Array(edge * edge);
  for (let row = 0, at = offset; row < size; row++) {
    const lastCell = (Math.floor(row / block) + 1) * edge;
    for (let cell = lastCell - edge, column = 0; cell < lastCell; cell++) {
      let largest = maxima[cell];
      for (const end = Math.min(column + block, size); column < end; column++, at++) {
        const value = values[at];
        if (value > largest) largest = value;
      }
      maxima[cell] = largest;
    }
  }
  return maxima;
}

/** Position on the colour scale of a weight in 0…1. */
export const weightPosition = (weight: number) => Math.sqrt(Math.min(1, Math.max(0, weight)));

const level = (weight: number) => (Math.sqrt(weight) * 255 + 0.5) | 0;
