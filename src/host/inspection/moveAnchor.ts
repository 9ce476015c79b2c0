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
  let shift = 0;
  for (const { rangeOffset, rangeLength, text } of changes) {
    if (rangeOffset + rangeLength <= start) shift += text.length - rangeLength;
    else if (rangeOffset < start + length) return null;
  }
  return start + shift;
}
