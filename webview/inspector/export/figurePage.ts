import type { CellText, GridAxis } from './gridFigure';

/** What the page of an exported figure is given. */
export interface PageData {
  rows: GridAxis;
  columns: GridAxis;
  /** float32, little-endian, in base64: [rows, columns] */
  values: string;
  /** uint8 in base64: [rows, columns] which of the colours each has */
  levels: string;
  texts: readonly CellText[] | null;
  colors: { light: PageColors; dark: PageColors };
  hint: string;
}

/** A colour a level, and what can be read on it. */
export interface PageColors {
  fills: readonly string[];
  inks: readonly string[];
}

/**
 * Runs in the exported page: draws the figure, and reads out the cell under the pointer or chosen by arrow keys. Its source is
 * written into the file, so that it must know nothing but its argument and the page.
 */
export function figurePage({ rows, columns, values, levels, texts, colors, hint }: PageData): void {
  const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const numbers = new Float32Array(bytesOf(values).buffer);
  const levelOf = bytesOf(levels);
  const [height, width] = [rows, columns].map(({ labels }) => labels.length);
  const canvas = document.querySelector('canvas') as HTMLCanvasElement;
  const readout = document.querySelector('output') as HTMLOutputElement;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  // No browser draws wider canvases.
  const widest = 16_000 / devicePixelRatio;
  let chosen: { row: number; column: number } | null = null;

  /** CSS pixels of a cell: square, or wide enough for what stands in it, with a way to scroll. */
  const cellSize = () => {
    if (texts) return { x: Math.min(78, Math.max(1, Math.floor(widest / width))), y: 22 };
    const room = Math.min(document.documentElement.clientWidth - 34, 1000);
    const edge = Math.min(28, Math.max(1, Math.floor(room / width)));
    return { x: edge, y: edge };
  };

  const draw = () => {
    const { x, y } = cellSize();
    canvas.width = Math.round(width * x * devicePixelRatio);
    canvas.height = Math.round(height * y * devicePixelRatio);
    canvas.style.width = `${width * x}px`;
    context.scale(canvas.width / (width * x), canvas.height / (height * y));
    context.textBaseline = 'middle';
    const { fills, inks } = dark.matches ? colors.dark : colors.light;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const index = row * width + column;
        context.fillStyle = fills[levelOf[index]];
        context.fillRect(column * x, row * y, x, y);
        if (!texts || x < 30) continue;
        // What is too long is covered by the next cell.
        const { text, bold, underlined } = texts[index];
        context.font = `${bold ? 'bold ' : ''}12px ui-monospace, Menlo, Consolas, monospace`;
        context.fillStyle = inks[levelOf[index]];
        context.fillText(text, column * x + 5, (row + 0.5) * y);
        if (underlined) context.fillRect(column * x + 5, (row + 1) * y - 4, x - 10, 1);
      }
    }
    if (!chosen) return;
    context.strokeStyle = getComputedStyle(canvas).color;
    context.lineWidth = 2;
    context.strokeRect(chosen.column * x - 1, chosen.row * y - 1, x + 2, y + 2);
  };

  const choose = (row: number, column: number) => {
    const within = (at: number, count: number) => Math.min(Math.max(0, at), count - 1);
    chosen = { row: within(row, height), column: within(column, width) };
    const index = chosen.row * width + chosen.column;
    const value = numbers[index];
    const shown = Number.isNaN(value) ? '–' : Number.isInteger(value) ? String(value) : value.toPrecision(4);
    const place = ({ name, labels, numbers }: GridAxis, at: number) =>
      numbers ? `${name} ${numbers[at]} “${labels[at]}”` : labels[at];
    const text = texts ? `“${texts[index].text}” ` : '';
    readout.textContent = `${place(rows, chosen.row)}, ${place(columns, chosen.column)}: ${text}${shown}`;
    draw();
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
    choose(row + step[0], column + step[1]);
  });
  canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    const box = canvas.getBoundingClientRect();
    const [row, column] = [(offsetY / box.height) * height, (offsetX / box.width) * width].map(Math.floor);
    if (row !== chosen?.row || column !== chosen.column) choose(row, column);
  });
  dark.addEventListener('change', draw);
  addEventListener('resize', draw);
  readout.textContent = hint;
  draw();
}
