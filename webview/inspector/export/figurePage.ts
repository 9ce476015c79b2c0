import type { GridAxis } from './gridFigure';

/** What the page of an exported figure is given. */
export interface PageData {
  rows: GridAxis;
  columns: GridAxis;
  /** float32, little-endian, in base64: [rows, columns] */
  values: string;
  /** uint8 in base64: [rows, columns] which of the colours each has */
  levels: string;
  texts: PageTexts | null;
  colors: { light: PageColors; dark: PageColors };
  hint: string;
}

/** What stands in the cells. */
export interface PageTexts {
  /** [rows, columns] */
  cells: readonly string[];
  /** uint8 in base64: [rows, columns] 1 for bold, plus 2 for underlined */
  marks: string;
}

/** A colour a level, and what can be read on it. */
export interface PageColors {
  fills: readonly string[];
  inks: readonly string[];
}

/**
 * Runs in the exported page: draws the columns in sight, and reads out the cell under the pointer or chosen by arrow keys. Its
 * source is written into the file, so that it must know nothing but its argument and the page.
 */
export function figurePage({ rows, columns, values, levels, texts, colors, hint }: PageData): void {
  const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const numbers = new Float32Array(bytesOf(values).buffer);
  const levelAt = bytesOf(levels);
  const markAt = bytesOf(texts ? texts.marks : '');
  const [height, width] = [rows, columns].map(({ labels }) => labels.length);
  const scroller = document.querySelector('.scroller') as HTMLElement;
  const content = scroller.firstElementChild as HTMLElement;
  const canvas = document.querySelector('canvas') as HTMLCanvasElement;
  const readout = document.querySelector('output') as HTMLOutputElement;
  // The cells without the frame around one: to choose another need not draw them anew.
  const picture = document.createElement('canvas');
  const [context, cells] = [canvas, picture].map((surface) => surface.getContext('2d') as CanvasRenderingContext2D);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let chosen: { row: number; column: number } | null = null;

  /** CSS pixels of a cell: square and as large as lets all be seen, or wide enough for what stands in it. */
  const cellSize = () => {
    if (texts) return { x: 78, y: 22 };
    const room = Math.min(document.documentElement.clientWidth - 34, 1000);
    const edge = Math.min(28, Math.max(1, Math.floor(room / width)));
    return { x: edge, y: edge };
  };

  const draw = () => {
    const { x, y } = cellSize();
    content.style.width = `${width * x}px`;
    const { scrollLeft, clientWidth } = scroller;
    canvas.style.width = `${clientWidth}px`;
    canvas.style.height = `${height * y}px`;
    for (const surface of [canvas, picture]) {
      surface.width = Math.round(clientWidth * devicePixelRatio);
      surface.height = Math.round(height * y * devicePixelRatio);
    }
    for (const pen of [context, cells]) {
      pen.scale(canvas.width / clientWidth, canvas.height / (height * y));
      pen.translate(-scrollLeft, 0);
    }
    cells.textBaseline = 'middle';
    const { fills, inks } = dark.matches ? colors.dark : colors.light;
    const first = Math.floor(scrollLeft / x);
    const end = Math.min(width, Math.ceil((scrollLeft + clientWidth) / x));
    for (let row = 0; row < height; row++) {
      for (let column = first; column < end; column++) {
        const index = row * width + column;
        cells.fillStyle = fills[levelAt[index]];
        cells.fillRect(column * x, row * y, x, y);
        if (!texts) continue;
        // What is too long is covered by the next cell.
        cells.font = `${markAt[index] & 1 ? 'bold ' : ''}12px ui-monospace, Menlo, Consolas, monospace`;
        cells.fillStyle = inks[levelAt[index]];
        cells.fillText(texts.cells[index], column * x + 5, (row + 0.5) * y);
        if (markAt[index] & 2) cells.fillRect(column * x + 5, (row + 1) * y - 4, x - 10, 1);
      }
    }
    frame();
  };

  const frame = () => {
    context.save();
    context.resetTransform();
    context.drawImage(picture, 0, 0);
    context.restore();
    if (!chosen) return;
    const { x, y } = cellSize();
    context.strokeStyle = getComputedStyle(canvas).color;
    context.lineWidth = 2;
    context.strokeRect(chosen.column * x + 1, chosen.row * y + 1, Math.max(1, x - 2), Math.max(1, y - 2));
  };

  const choose = (row: number, column: number) => {
    const within = (at: number, count: number) => Math.min(Math.max(0, at), count - 1);
    chosen = { row: within(row, height), column: within(column, width) };
    const index = chosen.row * width + chosen.column;
    const value = numbers[index];
    const shown = Number.isNaN(value) ? '–' : Number.isInteger(value) ? String(value) : value.toPrecision(4);
    const place = ({ name, labels, numbers }: GridAxis, at: number) =>
      numbers ? `${name} ${numbers[at]} “${labels[at]}”` : labels[at];
    const text = texts ? `“${texts.cells[index]}” ` : '';
    readout.textContent = `${place(rows, chosen.row)}, ${place(columns, chosen.column)}: ${text}${shown}`;
    frame();
    return chosen;
  };

  const steps: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  canvas.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const { row, column } = chosen ?? { row: -step[0], column: -step[1] };
    const left = choose(row + step[0], column + step[1]).column * cellSize().x;
    const least = left + cellSize().x - scroller.clientWidth;
    scroller.scrollLeft = Math.min(left, Math.max(scroller.scrollLeft, least));
  });
  canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    const { x, y } = cellSize();
    const [row, column] = [offsetY / y, (offsetX + scroller.scrollLeft) / x].map(Math.floor);
    if (row !== chosen?.row || column !== chosen.column) choose(row, column);
  });
  scroller.addEventListener('scroll', draw);
  dark.addEventListener('change', draw);
  addEventListener('resize', draw);
  readout.textContent = hint;
  draw();
}
