/** What the page of an exported figure is given. */
export interface PageData {
  rows: readonly string[];
  columns: readonly string[];
  rowName: string;
  columnName: string;
  /** float32, little-endian, in base64: [rows, columns] */
  values: string;
  /** 256 colours each, by the square root of the value. */
  colors: { light: readonly string[]; dark: readonly string[] };
  hint: string;
}

/**
 * Runs in the exported page: draws the figure, and reads out the cell under the pointer or chosen by arrow keys. Its source is
 * written into the file, so that it must know nothing but its argument and the page.
 */
export function figurePage({ rows, columns, rowName, columnName, values, colors, hint }: PageData): void {
  const bytes = Uint8Array.from(atob(values), (character) => character.charCodeAt(0));
  const numbers = new Float32Array(bytes.buffer);
  const canvas = document.querySelector('canvas') as HTMLCanvasElement;
  const readout = document.querySelector('output') as HTMLOutputElement;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let chosen: { row: number; column: number } | null = null;

  const draw = () => {
    const room = Math.min(document.documentElement.clientWidth - 32, 1000);
    const edge = Math.max(1, Math.floor(room / columns.length));
    const cell = Math.min(edge, 28);
    canvas.width = columns.length * cell;
    canvas.height = rows.length * cell;
    const table = dark.matches ? colors.dark : colors.light;
    for (let row = 0; row < rows.length; row++) {
      for (let column = 0; column < columns.length; column++) {
        const value = numbers[row * columns.length + column];
        const level = Number.isNaN(value) ? 0 : Math.round(Math.sqrt(Math.min(1, Math.max(0, value))) * 255);
        context.fillStyle = table[level];
        context.fillRect(column * cell, row * cell, cell, cell);
      }
    }
    if (!chosen) return;
    context.strokeStyle = getComputedStyle(canvas).color;
    context.lineWidth = 2;
    context.strokeRect(chosen.column * cell - 1, chosen.row * cell - 1, cell + 2, cell + 2);
  };

  const choose = (row: number, column: number) => {
    const within = (at: number, count: number) => Math.min(Math.max(0, at), count - 1);
    chosen = { row: within(row, rows.length), column: within(column, columns.length) };
    const value = numbers[chosen.row * columns.length + chosen.column];
    const shown = Number.isNaN(value) ? '–' : value.toPrecision(4);
    const place = (name: string, labels: readonly string[], at: number) => `${name} ${at} “${labels[at]}”`;
    readout.textContent = `${place(rowName, rows, chosen.row)}, ${place(columnName, columns, chosen.column)}: ${shown}`;
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
    const { width, height } = canvas.getBoundingClientRect();
    const [row, column] = [(offsetY / height) * rows.length, (offsetX / width) * columns.length].map(Math.floor);
    if (row !== chosen?.row || column !== chosen.column) choose(row, column);
  });
  dark.addEventListener('change', draw);
  addEventListener('resize', draw);
  readout.textContent = hint;
  draw();
}
