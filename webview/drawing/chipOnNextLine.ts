/** How far a line is looked for; longer lines than this are rare, and measuring costs time. */
const reach = 400;

/** Index of the chip above (-1) or below (1), nearest by sight; null where there is no such line. */
export function chipOnNextLine(
  chipAt: (index: number) => HTMLElement | null,
  index: number,
  direction: 1 | -1,
): number | null {
  const from = chipAt(index)?.getBoundingClientRect();
  if (!from) return null;
  let line: number | undefined;
  let best: { index: number; distance: number } | null = null;
  for (let i = index + direction; i >= 0 && Math.abs(i - index) < reach; i += direction) {
    const rect = chipAt(i)?.getClientRects()[0];
    if (!rect) break;
    if (Math.abs(rect.top - from.top) < from.height / 2) continue;
    line ??= rect.top;
    if (Math.abs(rect.top - line) > rect.height / 2) break;
    const distance = Math.abs(rect.left - from.left);
    if (!best || distance < best.distance) best = { index: i, distance };
  }
  return best?.index ?? null;
}
