import { color, type RGBColor, rgb } from 'd3-color';
import { interpolateLab, piecewise } from 'd3-interpolate';
import { interpolateYlGnBu } from 'd3-scale-chromatic';
import type { Theme } from '../ui/theme';

/** A position in 0…1 → an opaque colour; 0 is the editor's background. */
export type ColorScale = (position: number) => RGBColor;

/** What a scale is for: how much (attention weights), how unexpected (surprisal), or less against more (0 … 1 around a middle). */
export type ScaleKind = 'weight' | 'surprise' | 'difference';

/** Less and more: apart for all kinds of colour vision, and on dark and light. */
const less = { light: '#1f5fa8', dark: '#6cb4ff' };
const more = { light: '#b5420c', dark: '#ff9a5c' };

/**
 * A scale from the editor's background, lightness rising or falling all the way so that it reads without hue. Surprisal
 * goes to the colour that it has in the editor. In high contrast both go straight from background to foreground.
 */
export function colorScale(theme: Theme, kind: ScaleKind): ColorScale {
  if (kind === 'difference') return divergingScale(theme);
  const interpolate = piecewise(interpolateLab, [theme.background.formatRgb(), ...stops(theme, kind)]);
  return (position) => rgb(interpolate(Math.min(1, Math.max(0, position))));
}

/** From less over the background in the middle to more. */
function divergingScale(theme: Theme): ColorScale {
  const tone = theme.light ? 'light' : 'dark';
  const interpolate = piecewise(interpolateLab, [less[tone], theme.background.formatRgb(), more[tone]]);
  return (position) => rgb(interpolate(Math.min(1, Math.max(0, position))));
}

function stops(theme: Theme, kind: ScaleKind): string[] {
  const { highContrast, light, foreground, surprise } = theme;
  if (highContrast) return [foreground.formatRgb()];
  if (kind === 'surprise') return [surprise.formatRgb()];
  const from = (t: number) => interpolateYlGnBu(light ? 0.12 + 0.88 * t : 0.92 - 0.9 * t);
  return [0, 0.25, 0.5, 0.75, 1].map(from);
}

/** WCAG 2 relative luminance, 0…1. */
export function luminance({ r, g, b }: RGBColor): number {
  const linear = (channel: number) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** WCAG 2 contrast ratio, 1…21. */
export function contrast(a: RGBColor, b: RGBColor): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const black = rgb(0, 0, 0);
const white = rgb(255, 255, 255);

/** The theme's foreground where it can be read on `background` (4.5 : 1), else black or white, one of which always can. */
export function readableOn(background: RGBColor, theme: Theme): RGBColor {
  if (contrast(theme.foreground, background) >= 4.5) return theme.foreground;
  return contrast(black, background) > contrast(white, background) ? black : white;
}

/** 256 colours of a scale as little-endian RGBA words for `ImageData`. */
export function lookupTable(scale: ColorScale): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const { r, g, b } = rgb(color(scale(index / 255)) ?? black);
    return (255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r);
  });
}

/** Steps in which tokens are tinted. */
export const heatSteps = 16;

/**
 * CSS custom properties for tints and legends: `--heat-0` … `--heat-15` for surprisal with the text colours
 * `--heat-text-0` … that can be read on them, and likewise `--weight-0` … for how much there is of something, and
 * `--difference-0` … from less to more.
 */
export function heatVariables(theme: Theme): Record<string, string> {
  const scales = {
    heat: colorScale(theme, 'surprise'),
    weight: colorScale(theme, 'weight'),
    difference: colorScale(theme, 'difference'),
  };
  const variables: Record<string, string> = {};
  for (const [name, scale] of Object.entries(scales)) {
    for (let step = 0; step < heatSteps; step++) {
      const tint = scale(step / (heatSteps - 1));
      variables[`--${name}-${step}`] = tint.formatHex();
      variables[`--${name}-text-${step}`] = readableOn(tint, theme).formatHex();
    }
  }
  return variables;
}

/** From here on a token is shown as wholly unexpected. */
export const heatLimitBits = 10;

/** The step for a surprisal in nats; 255 where there is none. */
export function heatStep(surprisalNats: number): number {
  if (!Number.isFinite(surprisalNats)) return 255;
  const share = surprisalNats / Math.LN2 / heatLimitBits;
  return Math.round(Math.min(1, Math.max(0, share)) * (heatSteps - 1));
}
