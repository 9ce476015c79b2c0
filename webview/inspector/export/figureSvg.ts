import { escapeHtml } from '../../../src/protocol/markup';
import { colorScale, readableOn } from '../../drawing/scales';
import type { Theme } from '../../ui/theme';
import { type GridFigure, levelColors, levelCount } from './gridFigure';

/** CSS pixels. */
const font = 11;
const labelPitch = 13;
const room = { left: 124, right: 64, line: 16, gap: 12, legend: 290 };
const widest = 900;
const largestCell = 22;
const textCell = { width: 78, height: 20, padding: 4 };
const widestLabel = 104;

export interface SvgPicture {
  svg: string;
  /** CSS pixels */
  width: number;
  height: number;
}

/** A figure's window as a picture of its own: title, labels, cells and legend in the theme's colours. */
export function figureSvg(figure: GridFigure, theme: Theme): SvgPicture {
  const { title, details, window } = figure;
  const edge = Math.min(largestCell, Math.max(1, Math.floor(widest / Math.max(window.rows, window.columns))));
  const cell = figure.texts ? textCell : { width: edge, height: edge };
  // Slanted labels end as high as the longest of them.
  const slanted =
    Math.max(...figure.columns.labels.map((label) => textWidth(shortened(label)))) * Math.sin(Math.PI / 3);
  const top = room.gap + room.line * (details.length + 2) + Math.ceil(slanted) + room.gap;
  const grid = { left: room.left, top, cell, width: window.columns * cell.width, height: window.rows * cell.height };
  const widths = [room.left + Math.max(grid.width, room.legend) + room.right, ...[title, ...details].map(lineWidth)];
  const width = Math.ceil(Math.max(...widths));
  const height = top + grid.height + 4 * room.line + room.gap;
  const faint = theme.faint.formatHex();
  const lines = details.map((line, i) => text(room.gap, room.gap + room.line * (i + 2), line, `fill="${faint}"`));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${font}">
<title>${escapeHtml(printable(title))}</title>
<rect width="${width}" height="${height}" fill="${theme.background.formatHex()}"/>
<g fill="${theme.foreground.formatHex()}">
${text(room.gap, room.gap + room.line, title, 'font-size="14" font-weight="bold"')}
${lines.join('\n')}
${labels(figure, grid)}
${legend(figure, theme, room.left, top + grid.height + room.line)}
</g>
<g transform="translate(${grid.left} ${grid.top}) scale(${cell.width} ${cell.height})" shape-rendering="crispEdges">
${cells(figure, theme)}
</g>
${cellTexts(figure, theme, grid)}
<rect x="${grid.left - 0.5}" y="${grid.top - 0.5}" width="${grid.width + 1}" height="${grid.height + 1}" fill="none" stroke="${theme.line.formatHex()}"/>
</svg>
`;
  return { svg, width, height };
}

interface GridPlace {
  left: number;
  top: number;
  cell: { width: number; height: number };
  width: number;
  height: number;
}

/** A path a colour; equal neighbours in a row are one rectangle. */
function cells(figure: GridFigure, theme: Theme): string {
  const { columns, window } = figure;
  const paths = new Array<string>(levelCount).fill('');
  for (let row = 0; row < window.rows; row++) {
    const first = (window.row + row) * columns.labels.length + window.column;
    const cells = figure.levels.subarray(first, first + window.columns);
    for (let column = 0, end = 0; column < cells.length; column = end) {
      const level = cells[column];
      for (end = column + 1; end < cells.length && cells[end] === level; ) end++;
      if (level > 0) paths[level] += `M${column} ${row}h${end - column}v1h${column - end}z`;
    }
  }
  const colors = levelColors(theme, figure.scale);
  return paths
    .flatMap((path, level) => (path ? `<path fill="${colors[level].formatHex()}" d="${path}"/>` : []))
    .join('\n');
}

/** What stands in the cells, in ink that can be read on their colours. */
function cellTexts({ texts, columns, window, scale, ...figure }: GridFigure, theme: Theme, grid: GridPlace): string {
  if (!texts) return '';
  const colors = levelColors(theme, scale);
  const { width, height } = grid.cell;
  const lines: string[] = [];
  for (let row = 0; row < window.rows; row++) {
    for (let column = 0; column < window.columns; column++) {
      const index = (window.row + row) * columns.labels.length + window.column + column;
      const { text: content, bold, underlined } = texts[index];
      const ink = readableOn(colors[figure.levels[index]], theme).formatHex();
      const style = `class="cell" fill="${ink}"${bold ? ' font-weight="bold"' : ''}${underlined ? ' text-decoration="underline"' : ''}`;
      const [x, y] = [grid.left + column * width + textCell.padding, grid.top + (row + 0.5) * height + font / 3];
      lines.push(text(x, y, shortened(content, width - 2 * textCell.padding), style));
    }
  }
  return lines.join('\n');
}

function labels({ rows, columns, window }: GridFigure, { left, top, cell, height }: GridPlace): string {
  const every = (first: number, count: number, pitch: number) => {
    const step = Math.ceil(labelPitch / pitch);
    return Array.from({ length: Math.ceil(count / step) }, (_, i) => ({
      index: first + i * step,
      at: (i * step + 0.5) * pitch,
    }));
  };
  return [
    ...every(window.row, window.rows, cell.height).map(({ index, at }) =>
      text(left - 6, top + at + font / 3, shortened(rows.labels[index]), 'text-anchor="end" class="row"'),
    ),
    ...every(window.column, window.columns, cell.width).map(({ index, at }) =>
      text(
        0,
        0,
        shortened(columns.labels[index]),
        `class="column" transform="translate(${left + at} ${top - 6}) rotate(-60)"`,
      ),
    ),
    text(left, top + height + font + 2, `${rows.name} ↓  ${columns.name} →`, 'opacity="0.7"'),
  ].join('\n');
}

function legend({ legend, ticks, ...figure }: GridFigure, theme: Theme, left: number, top: number): string {
  const steps = 44;
  const width = room.legend / steps;
  const scale = colorScale(theme, figure.scale);
  const ramp = Array.from({ length: steps }, (_, i) => {
    const color = scale(i / (steps - 1)).formatHex();
    return `<rect x="${left + i * width}" y="${top + room.line + 4}" width="${width + 0.2}" height="9" fill="${color}"/>`;
  });
  return [
    text(left, top + room.line, legend),
    ...ramp,
    ...ticks.map((tick) =>
      text(left + tick.at * room.legend, top + 2 * room.line + 9, tick.text, 'text-anchor="middle"'),
    ),
  ].join('\n');
}

/** What a monospaced font takes, about: characters beyond Latin and signs are wide. */
const textWidth = (content: string) =>
  [...content].reduce((sum, character) => sum + (character < '\u2e80' ? 6.7 : 11.5), 0);

/** The title's letters are larger. */
const lineWidth = (line: string, index: number) => textWidth(line) * (index === 0 ? 1.3 : 1) + 2 * room.gap;

function shortened(label: string, most = widestLabel): string {
  if (textWidth(label) <= most) return label;
  const characters = [...label];
  while (textWidth(`${characters.join('')}…`) > most) characters.pop();
  return `${characters.join('')}…`;
}

const text = (x: number, y: number, content: string, more = '') =>
  `<text x="${x}" y="${y}" xml:space="preserve" ${more}>${escapeHtml(printable(content))}</text>`;

/** XML has no way to write other control characters, nor halves of pairs. */
const printable = (content: string) => content.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
