import assert from 'node:assert/strict';
import { type RGBColor, rgb } from 'd3-color';
import manifest from '../../package.json';
import { differencePosition } from '../../webview/drawing/heatmap';
import {
  colorScale,
  contrast,
  heatStep,
  heatSteps,
  lookupTable,
  luminance,
  readableOn,
} from '../../webview/drawing/scales';
import type { Theme, ThemeKind } from '../../webview/ui/theme';
import themes from './harnessThemes.json';

function theme(kind: ThemeKind): Theme {
  const variables: Record<string, string | undefined> = themes[kind].variables;
  const color = (name: string, fallback: string) => rgb(variables[`--vscode-${name}`] ?? fallback);
  const foreground = color('editor-foreground', '#888');
  return {
    kind,
    light: kind === 'light' || kind === 'highContrastLight',
    highContrast: kind.startsWith('highContrast'),
    background: color('editor-background', '#888'),
    foreground,
    faint: foreground,
    accent: foreground,
    line: foreground,
    surprise: color('loupe-surprisal4Background', '#888'),
  };
}

/** A colour with alpha as it shows on the background. */
function laid(over: string, { background }: Theme): RGBColor {
  const { r, g, b, opacity } = rgb(over);
  const mix = (above: number, below: number) => above * opacity + below * (1 - opacity);
  return rgb(mix(r, background.r), mix(g, background.g), mix(b, background.b));
}

describe('surprisal in the editor', () => {
  for (const kind of Object.keys(themes) as ThemeKind[]) {
    it(`has the panels’ hue in ${kind}, deepens with the level, and leaves text readable`, () => {
      const shown = theme(kind);
      const key = kind === 'highContrastDark' ? 'highContrast' : kind;
      const levels = manifest.contributes.colors
        .filter(({ id }) => /^loupe\.surprisal\dBackground$/.test(id))
        .map(({ defaults }) => rgb(defaults[key]));
      assert.equal(levels.length, 4);
      const end = colorScale(shown, 'surprise')(1);
      for (const level of levels) assert.equal(rgb(level.r, level.g, level.b).formatHex(), end.formatHex());
      const depths = levels.map((level) => contrast(laid(level.formatRgb(), shown), shown.background));
      for (let i = 1; i < 4; i++) assert.ok(depths[i] > depths[i - 1] * 1.1, String(depths));
      assert.ok(contrast(shown.foreground, laid(levels[3].formatRgb(), shown)) >= 4.5);
    });
  }
});

describe('colour scales', () => {
  for (const kind of Object.keys(themes) as ThemeKind[]) {
    for (const use of ['weight', 'surprise'] as const) {
      const shown = theme(kind);
      const scale = colorScale(shown, use);

      it(`${use} in ${kind} begins at the background and changes in lightness all the way`, () => {
        assert.equal(scale(0).formatHex(), shown.background.formatHex());
        const direction = shown.light ? -1 : 1;
        for (let i = 1; i <= 20; i++) {
          const step = (luminance(scale(i / 20)) - luminance(scale((i - 1) / 20))) * direction;
          assert.ok(step > -1e-4, `${i}: ${step}`);
        }
        assert.ok(contrast(scale(0), scale(1)) >= 3, String(contrast(scale(0), scale(1))));
      });

      it(`${use} in ${kind} carries readable text`, () => {
        for (let i = 0; i <= 255; i++) {
          const tint = scale(i / 255);
          assert.ok(contrast(readableOn(tint, shown), tint) >= 4.5, `${i}`);
        }
      });
    }
  }

  for (const kind of Object.keys(themes) as ThemeKind[]) {
    it(`difference in ${kind} has the background in its middle, and grows apart to both sides`, () => {
      const shown = theme(kind);
      const scale = colorScale(shown, 'difference');
      assert.equal(scale(0.5).formatHex(), shown.background.formatHex());
      for (const side of [-1, 1]) {
        for (let i = 1; i <= 10; i++) {
          const [near, far] = [i - 1, i].map((step) => contrast(scale(0.5 + (side * step) / 20), shown.background));
          assert.ok(far >= near, `${side} ${i}`);
        }
        assert.ok(contrast(scale(0.5 + side / 2), shown.background) >= 3);
      }
      const [less, more] = [scale(0), scale(1)];
      assert.ok(less.b > less.r && more.r > more.b, 'blue is less, orange more');
    });
  }

  it('places differences by the root of their size', () => {
    const places = [-1, -0.25, 0, 0.25, 1].map(differencePosition);
    assert.deepEqual(places, [0, 0.25, 0.5, 0.75, 1]);
  });

  it('gives pixels as little-endian RGBA', () => {
    const table = lookupTable(colorScale(theme('dark'), 'weight'));
    const bytes = new Uint8Array(table.buffer);
    assert.equal(table.length, 256);
    assert.deepEqual([...bytes.subarray(0, 4)], [0x1f, 0x1f, 0x1f, 255]);
  });

  it('steps of surprisal: none, expected, unexpected', () => {
    assert.equal(heatStep(Number.NaN), 255);
    assert.equal(heatStep(0), 0);
    assert.equal(heatStep(5 * Math.LN2), Math.round((heatSteps - 1) / 2));
    assert.equal(heatStep(40), heatSteps - 1);
  });
});
