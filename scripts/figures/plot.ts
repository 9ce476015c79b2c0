/** Colours of the editor's theme, with others for where there is none. */
export const colours = {
  text: 'var(--vscode-foreground, #57606a)',
  faint: 'var(--vscode-descriptionForeground, #8b949e)',
  line: 'var(--vscode-widget-border, var(--vscode-panel-border, #8b949e55))',
  first: 'var(--vscode-charts-blue, #1a85ff)',
  // Not the theme's orange, which most themes make half transparent.
  second: 'var(--vscode-charts-yellow, #bf8803)',
  third: 'var(--vscode-charts-green, #388a34)',
  fourth: 'var(--vscode-charts-purple, #652d90)',
} as const;

export type Scale = (value: number) => number;

export function linear([from, to]: [number, number], [start, end]: [number, number]): Scale {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

interface TextOptions {
  anchor?: 'start' | 'middle' | 'end';
  colour?: string;
  bold?: boolean;
}

/** `y` is the middle of the line. */
export function text(x: number, y: number, words: string, options: TextOptions = {}): string {
  const { anchor = 'start', colour = colours.text, bold = false } = options;
  const weight = bold ? ' font-weight="600"' : '';
  const escaped = words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" dy="0.35em" text-anchor="${anchor}" fill="${colour}"${weight}>${escaped}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, colour: string = colours.line, width = 1): string {
  const ends = [x1, y1, x2, y2].map(round);
  return `<line x1="${ends[0]}" y1="${ends[1]}" x2="${ends[2]}" y2="${ends[3]}" stroke="${colour}" stroke-width="${width}"/>`;
}

export function bar(x: number, y: number, width: number, height: number, colour: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 1))}" height="${round(height)}" rx="2" fill="${colour}"/>`;
}

/** Where there is nothing the first's hollow form tells it from the second in print and for the colour-blind. */
export function dot(x: number, y: number, colour: string, hollow = false): string {
  const fill = hollow ? `fill="none" stroke="${colour}" stroke-width="2"` : `fill="${colour}"`;
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${hollow ? 4 : 5}" ${fill}/>`;
}

/** A line through the points that are there. */
export function curve(points: [number, number][], colour: string): string {
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.75" stroke-linejoin="round"/>`;
}

export function picture(width: number, height: number, title: string, parts: string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title.replace(/"/g, '&quot;')}"`;
  return `${head} font-family="var(--vscode-font-family, system-ui, sans-serif)" font-size="13">\n${parts.join('\n')}\n</svg>\n`;
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
