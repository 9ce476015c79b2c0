import { type GridFigure, rowValues } from './gridFigure';

/** Counted up when a reader of older files would misunderstand a newer one. */
const figureVersion = 1;

/** All numbers of a figure; a row ends with its last cell. */
export function figureJson(figure: GridFigure): string {
  const { title, details, rowName, columnName, valueName, rows, columns } = figure;
  const head = { format: 'model-loupe-figure', version: figureVersion, title, details };
  const names = { row: rowName, column: columnName, value: valueName };
  const values = rows.map((_, row) => JSON.stringify(rowValues(figure, row)));
  const members = Object.entries({ ...head, names, rows, columns }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  );
  return `{\n${members.join('')}  "values": [\n    ${values.join(',\n    ')}\n  ]\n}\n`;
}

/** A line a row, a column a column. Labels follow their index, so that no spreadsheet takes one that begins with = for a formula. */
export function figureCsv(figure: GridFigure): string {
  const { rowName, columnName, rows, columns } = figure;
  const named = (label: string, index: number) => quoted(`${index} ${label}`);
  const header = [quoted(`${rowName} \\ ${columnName}`), ...columns.map(named)];
  const lines = rows.map((label, row) => {
    const values = rowValues(figure, row);
    return [named(label, row), ...columns.map((_, column) => values[column] ?? '')];
  });
  return [header, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Source: RFC 4180 */
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
