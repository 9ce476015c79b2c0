export type Cell = string | number | null;

/**
 * Lines of a table, numbers flush right. The last column is text of any kind and flush left, so that nothing depends on how wide a
 * terminal draws its characters.
 *
 * @param rows walked twice, first for the widths, so that a long table is never held as text
 */
export function* table(header: readonly string[], rows: () => Iterable<readonly Cell[]>): Generator<string> {
  const widths = header.slice(0, -1).map(({ length }) => length);
  for (const row of rows()) {
    for (let i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], cellText(row[i]).length);
  }
  const line = (cells: readonly Cell[]) =>
    `${widths.map((width, i) => `${cellText(cells[i]).padStart(width)}  `).join('')}${cellText(cells[widths.length])}\n`;
  yield line(header);
  for (const row of rows()) yield line(row);
}

function cellText(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return '–';
  return typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(4) : String(cell);
}
