/** Columns of a grid that scrolls sideways, in CSS pixels. */
export interface Columns {
  /** Of each column. */
  width: number;
  /** Of the names beside them. */
  names: number;
  count: number;
}

/** As wide as lets all be seen, within what a token needs and what it fills. */
export function columnWidth(room: number, count: number): number {
  const least = room < 420 ? 58 : 72;
  return Math.floor(Math.min(120, Math.max(least, room / Math.max(1, count))));
}

/** The columns to draw: those in sight and a few more on both sides. */
export function columnsInSight(
  { width, names, count }: Columns,
  scroll: { left: number; width: number },
  more = 3,
): { first: number; end: number } {
  const first = Math.floor(scroll.left / width) - more;
  const end = Math.ceil((scroll.left + scroll.width - names) / width) + more;
  return { first: Math.max(0, Math.min(first, count - 1)), end: Math.min(count, Math.max(end, 1)) };
}

/** Where to scroll, so that a column is in sight beside the names; where it is, if it is. */
export function scrollTo({ width, names }: Columns, scroll: { left: number; width: number }, column: number): number {
  const least = (column + 1) * width - (scroll.width - names);
  return Math.min(column * width, Math.max(scroll.left, least));
}
