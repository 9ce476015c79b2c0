/** A replacement of `rangeLength` UTF-16 units at `rangeOffset`, as VS Code reports it, in offsets before the change. */
export interface TextChange {
  rangeOffset: number;
  rangeLength: number;
  text: string;
}

/**
 * Where a text of `length` units at `start` begins after the changes of one event; null when one of them touched it.
 */
export function moveAnchor(start: number, length: number, changes: readonly TextChange[]): number | null {
  const touches = ({ rangeOffset, rangeLength }: TextChange) =>
    rangeOffset + rangeLength > start && rangeOffset < start + length;
  return changes.some(touches) ? null : moveOffset(start, changes);
}

/** Where an offset is after the changes of one event. */
export function moveOffset(offset: number, changes: readonly TextChange[]): number {
  const before = changes.filter(({ rangeOffset, rangeLength }) => rangeOffset + rangeLength <= offset);
  return before.reduce((moved, { rangeLength, text }) => moved + text.length - rangeLength, offset);
}
