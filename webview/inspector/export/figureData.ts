import { type GridAxis, type GridFigure, rowValues } from './gridFigure';

/** Counted up when a reader of older files would misunderstand a newer one. */
const figureVersion = 1;

/** All numbers of a figure, and what stands in its cells; a row ends with its last cell. */
export function figureJson(figure: GridFigure): string {
  const { title, details, rows, columns, valueName, texts } = figure;
  const head = { format: 'model-loupe-figure', version: figureVersion, title, details };
  const names = { row: rows.name, column: columns.name, value: valueName };
  const numbers = { rowNumbers: rows.numbers ?? undefined, columnNumbers: columns.numbers ?? undefined };
  const labels = { rows: rows.labels, columns: columns.labels };
  const members = Object.entries(withoutAbsent({ ...head, names, ...labels, ...numbers })).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  );
  const lines = (name: string, line: (row: number, values: (number | null)[]) => unknown) => {
    const written = rows.labels.map((_, row) => JSON.stringify(line(row, rowValues(figure, row))));
    return `  "${name}": [\n    ${written.join(',\n    ')}\n  ]`;
  };
  const width = columns.labels.length;
  const textLines = texts
    ? [lines('texts', (row, values) => values.map((value, i) => (value === null ? null : texts[row * width + i].text)))]
    : [];
  return `{\n${members.join('')}${[...textLines, lines('values', (_, values) => values)].join(',\n')}\n}\n`;
}

const withoutAbsent = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/**
 * A line a row, a column a column; where something stands in the cells, a line a cell instead. Tokens follow their index, or
 * are quoted once more, so that no spreadsheet takes one that begins with = for a formula.
 */
export function figureCsv(figure: GridFigure): string {
  const { rows, columns } = figure;
  const lines = figure.texts ? cellLines(figure, figure.texts) : rowLines(figure);
  const corner = figure.texts
    ? [rows.name, columns.name, 'text', figure.valueName].map(quoted)
    : [quoted(`${rows.name} \\ ${columns.name}`), ...columns.labels.map((_, column) => named(columns, column))];
  return [corner, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function rowLines(figure: GridFigure): (string | number)[][] {
  return figure.rows.labels.map((_, row) => {
    const values = rowValues(figure, row);
    return [named(figure.rows, row), ...figure.columns.labels.map((_, column) => values[column] ?? '')];
  });
}

function cellLines(figure: GridFigure, texts: NonNullable<GridFigure['texts']>): (string | number)[][] {
  const { rows, columns } = figure;
  return rows.labels.flatMap((_, row) =>
    rowValues(figure, row).flatMap((value, column) => {
      if (value === null) return [];
      const { text } = texts[row * columns.labels.length + column];
      return [[named(rows, row), named(columns, column), quoted(`“${text}”`), value]];
    }),
  );
}

const named = ({ labels, numbers }: GridAxis, index: number) =>
  quoted(numbers ? `${numbers[index]} ${labels[index]}` : labels[index]);

/** Source: RFC 4180 */
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
