import { rgb } from 'd3-color';
import { escapeHtml } from '../../../src/protocol/markup';
import { readableOn, type ScaleKind } from '../../drawing/scales';
import { surpriseOn, type Theme } from '../../ui/theme';
import { figurePage, type PageColors, type PageData } from './figurePage';
import { type GridFigure, levelColors } from './gridFigure';

const styles = `:root{color-scheme:light dark}
body{margin:16px;font:14px/1.5 system-ui,sans-serif;background:#fff;color:#1f1f1f}
h1{font-size:1.2em;margin:0}p{margin:2px 0;opacity:.8;overflow-wrap:anywhere}
output{display:block;min-height:3em;margin:8px 0;font-family:ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.scroller{box-sizing:border-box;overflow:auto hidden;width:fit-content;max-width:100%;border:1px solid #8888}
canvas{display:block;position:sticky;left:0;color:#005fb8}
canvas:focus-visible{outline:2px solid #005fb8;outline-offset:-2px}
@media(prefers-color-scheme:dark){body{background:#1e1e1e;color:#ccc}canvas{color:#4fc1ff}canvas:focus-visible{outline-color:#4fc1ff}}`;

/**
 * A figure as a page of its own that keeps pointing and arrow keys, in light and dark. It asks nobody for anything: its policy
 * lets only the style and the script run that are in it, by their hashes.
 *
 * @param hint what one can do with it
 */
export async function figureHtml(figure: GridFigure, language: string, hint: string): Promise<string> {
  const { title, details, rows, columns, texts, legend, scale } = figure;
  const [light, dark] = [true, false].map((isLight) => pageColors(plainTheme(isLight), scale));
  const [values, levels] = [figure.values, figure.levels].map(base64);
  const marks = Uint8Array.from(texts ?? [], ({ bold, underlined }) => (bold ? 1 : 0) + (underlined ? 2 : 0));
  const words = texts && { cells: texts.map(({ text }) => text), marks: base64(marks) };
  const data: PageData = { rows, columns, values, levels, texts: words, colors: { light, dark }, hint };
  const script = `(${figurePage})(JSON.parse(document.getElementById('data').textContent))`;
  const policy = [
    `default-src 'none'`,
    `script-src '${await hashOf(script)}'`,
    `style-src '${await hashOf(styles)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const lines = [...details, legend].map((line) => `<p>${escapeHtml(line)}</p>`);
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${lines.join('\n')}
<output aria-live="polite"></output>
<div class="scroller"><div><canvas tabindex="0" role="img" aria-label="${escapeHtml(`${title}. ${hint}`)}"></canvas></div></div>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

async function hashOf(source: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(source));
  return `sha256-${binary64(new Uint8Array(digest))}`;
}

const base64 = ({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array) =>
  binary64(new Uint8Array(buffer, byteOffset, byteLength));

function binary64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // As many arguments as every engine takes.
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(parts.join(''));
}

function pageColors(theme: Theme, kind: ScaleKind): PageColors {
  const fills = levelColors(theme, kind);
  const inks = fills.map((fill) => readableOn(fill, theme).formatHex());
  return { fills: fills.map((fill) => fill.formatHex()), inks };
}

/** The page's own colours: it is looked at far from the editor. */
function plainTheme(light: boolean): Theme {
  const foreground = rgb(light ? '#1f1f1f' : '#cccccc');
  const kind = light ? 'light' : 'dark';
  const surprise = rgb(surpriseOn[kind]);
  const same = { faint: foreground, accent: foreground, surprise, line: foreground };
  return { ...same, kind, light, highContrast: false, background: rgb(light ? '#ffffff' : '#1e1e1e'), foreground };
}
