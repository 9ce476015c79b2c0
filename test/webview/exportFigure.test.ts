import assert from 'node:assert/strict';
import { rgb } from 'd3-color';
import { colorScale } from '../../webview/drawing/scales';
import { figureCsv, figureJson } from '../../webview/inspector/export/figureData';
import { figureHtml } from '../../webview/inspector/export/figureHtml';
import { figureSvg } from '../../webview/inspector/export/figureSvg';
import type { GridFigure } from '../../webview/inspector/export/gridFigure';
import type { Theme } from '../../webview/ui/theme';

const none = Number.NaN;
const labels = ['=SUM(1)', '"quoted", and', '</script><b>'];
const figure: GridFigure = {
  title: 'Attention: layer 1, head 2 </title><script>',
  details: ['pocket · a & b.md', 'lone \ud800 and \u0007'],
  rows: { name: 'query', labels, numbers: [0, 1, 2] },
  columns: { name: 'key', labels, numbers: [0, 1, 2] },
  valueName: 'weight',
  values: Float32Array.of(1, none, none, 0.25, 0.75, none, 0.1, 0, 0.9),
  levels: Uint8Array.of(255, 0, 0, 128, 221, 0, 81, 0, 242),
  scale: 'weight',
  texts: null,
  window: { row: 0, column: 0, rows: 3, columns: 3 },
  ticks: [0, 0.5, 1].map((at) => ({ at, text: String(at) })),
  legend: 'Attention weight',
};
const ink = rgb('#cccccc');
const theme: Theme = {
  ...{ kind: 'dark', light: false, highContrast: false, background: rgb('#1e1e1e') },
  ...{ foreground: ink, faint: ink, accent: ink, surprise: ink, line: ink },
};

/** Colours of an SVG's cells by place, read from its paths: [row, column, colour]. */
function cellsOf(svg: string): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [, fill, path] of svg.matchAll(/<path fill="(#[0-9a-f]{6})" d="([^"]+)"\/>/g)) {
    for (const [, column, row, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let i = 0; i < Number(run); i++) cells.set(`${row} ${Number(column) + i}`, fill);
    }
  }
  return cells;
}

describe('an exported figure', () => {
  const color = (level: number) => colorScale(theme, 'weight')(level / 255).formatHex();

  it('as SVG has a cell for each weight, in the colour of its level, and none for what is not seen', () => {
    const { svg } = figureSvg(figure, theme);
    assert.deepEqual(
      Object.fromEntries(cellsOf(svg)),
      Object.fromEntries([
        ['0 0', color(255)],
        ['1 0', color(128)],
        ['1 1', color(221)],
        ['2 0', color(81)],
        ['2 2', color(242)],
      ]),
    );
  });

  it('of differences has no cell where nothing is seen, and the background’s colour where there is none', () => {
    const levels = Uint8Array.of(128, 0, 0, 1, 255, 0, 65, 128, 192);
    const cells = cellsOf(figureSvg({ ...figure, scale: 'difference', levels }, theme).svg);
    const scale = colorScale(theme, 'difference');
    const of = (position: number) => scale(position).formatHex();
    assert.deepEqual([...cells.keys()].sort(), ['0 0', '1 0', '1 1', '2 0', '2 1', '2 2']);
    assert.equal(cells.get('0 0'), theme.background.formatHex());
    assert.deepEqual([cells.get('1 0'), cells.get('1 1')], [of(0), of(1)]);
    assert.deepEqual([cells.get('2 0'), cells.get('2 2')], [of(64 / 254), of(191 / 254)]);
    assert.notEqual(of(0), of(1));
  });

  it('as SVG shows the part that is looked at, with its labels', () => {
    const { svg } = figureSvg({ ...figure, window: { row: 1, column: 0, rows: 2, columns: 2 } }, theme);
    assert.deepEqual([...cellsOf(svg).keys()].sort(), ['0 0', '0 1', '1 0']);
    const of = (kind: string) =>
      [...svg.matchAll(new RegExp(`class="${kind}"[^>]*>([^<]*)<`, 'g'))].map(([, text]) => text);
    assert.deepEqual(of('row'), ['&quot;quoted&quot;, and', '&lt;/script&gt;&lt;b&gt;']);
    const long = figureSvg(
      { ...figure, rows: { ...figure.rows, labels: labels.map((label) => label.repeat(9)) } },
      theme,
    ).svg;
    assert.match(long, /class="row">(?:=SUM\(1\))+[^<]*…</);
    assert.deepEqual(of('column'), ['=SUM(1)', '&quot;quoted&quot;, and']);
  });

  it('as SVG joins equal neighbours, and thins out labels that would touch', () => {
    const count = 600;
    const many = Array.from({ length: count }, (_, i) => `t${i}`);
    const values = new Float32Array(count * count).fill(0.5);
    const levels = new Uint8Array(values.length).fill(180);
    const window = { row: 0, column: 0, rows: count, columns: count };
    const axis = { name: 'token', labels: many, numbers: [...many.keys()] };
    const { svg } = figureSvg({ ...figure, rows: axis, columns: axis, values, levels, window }, theme);
    assert.equal(svg.match(/h600v1/g)?.length, count);
    const shown = svg.match(/class="row"/g)?.length ?? 0;
    assert.ok(shown > 20 && shown < 100, `${shown} labels`);
  });

  it('as SVG is well-formed whatever the text holds, and refers to nothing', () => {
    const { svg } = figureSvg(figure, theme);
    assert.doesNotMatch(svg, /<script|<b>|\ud800|[^\P{Cc}\n]/u);
    assert.match(svg, /a &amp; b\.md/);
    assert.deepEqual(svg.match(/https?:[^"]*/g), ['http://www.w3.org/2000/svg']);
  });

  it('as CSV is a table that no spreadsheet computes with', () => {
    assert.equal(
      figureCsv(figure),
      [
        '"query \\ key","0 =SUM(1)","1 ""quoted"", and","2 </script><b>"',
        '"0 =SUM(1)",1,,',
        '"1 ""quoted"", and",0.25,0.75,',
        '"2 </script><b>",0.100000001,0,0.899999976',
        '',
      ].join('\r\n'),
    );
  });

  it('as JSON has all weights, exactly', () => {
    const { values, rows, rowNumbers, title, names } = JSON.parse(figureJson(figure));
    assert.deepEqual([rows, rowNumbers, title], [labels, [0, 1, 2], figure.title]);
    assert.deepEqual(names, { row: 'query', column: 'key', value: 'weight' });
    assert.deepEqual(
      values.map((row: number[]) => row.map(Math.fround)),
      [[1], [0.25, 0.75], [0.1, 0, 0.9].map(Math.fround)],
    );
  });

  it('as HTML refers to nothing, and lets nothing run but what is in it', async () => {
    const page = await figureHtml(figure, 'en', 'Point at a cell.');
    assert.doesNotMatch(page, /https?:|src=|@import|url\(/);
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? assert.fail('no policy');
    assert.match(
      policy,
      /^default-src &#39;none&#39;; script-src &#39;sha256-[^ ]+&#39;; style-src &#39;sha256-[^ ]+&#39;;/,
    );
    assert.doesNotMatch(policy, /unsafe/);
    // Its own two, and none that a token opened or closed.
    assert.equal(page.match(/<script/g)?.length, 2);
    assert.equal(page.match(/<\/script>/g)?.length, 2);
  });
});
