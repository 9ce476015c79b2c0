/** Where a plot lies on its picture, in CSS pixels. */
export interface PlotPlace {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const xOf = ({ left, width }: PlotPlace, index: number, count: number): number =>
  left + (count > 1 ? (index / (count - 1)) * width : width / 2);

export const yOf = ({ top, height }: PlotPlace, share: number): number => top + (1 - share) * height;

/** The path of a curve, in pieces where figures are missing. */
export function pathOf(plot: PlotPlace, heights: readonly number[]): string {
  let path = '';
  let pen = false;
  for (const [index, height] of heights.entries()) {
    if (Number.isFinite(height)) {
      const [x, y] = [xOf(plot, index, heights.length), yOf(plot, height)];
      path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    pen = Number.isFinite(height);
  }
  return path;
}

/** Every how many of `count` names there is room for one. */
export function nameStep(width: number, count: number, room = 34): number {
  return Math.max(1, Math.ceil((count * room) / Math.max(1, width)));
}
