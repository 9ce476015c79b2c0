import { type RGBColor, rgb } from 'd3-color';
import type { Disposable } from '../../src/protocol/disposable';

export type ThemeKind = 'light' | 'dark' | 'highContrastDark' | 'highContrastLight';

/** The editor's colours, read from the CSS variables that VS Code sets on the page. */
export interface Theme {
  kind: ThemeKind;
  /** True for both light kinds. */
  light: boolean;
  highContrast: boolean;
  background: RGBColor;
  foreground: RGBColor;
  /** Labels and axes. */
  faint: RGBColor;
  /** Crosshair and marks. */
  accent: RGBColor;
  /** The hue of surprisal, in the editor as in the panels; opaque here. */
  surprise: RGBColor;
  /** Lines between parts of a picture. */
  line: RGBColor;
}

const kinds: Record<string, ThemeKind> = {
  'vscode-light': 'light',
  'vscode-dark': 'dark',
  'vscode-high-contrast': 'highContrastDark',
  'vscode-high-contrast-light': 'highContrastLight',
};

/** The hue of surprisal where the editor names none. */
export const surpriseOn = { light: '#d95400', dark: '#ff993b' };

export function readTheme(): Theme {
  const kind = kinds[document.body.dataset.vscodeThemeKind ?? ''] ?? 'dark';
  const light = kind === 'light' || kind === 'highContrastLight';
  const styles = getComputedStyle(document.documentElement);
  const color = (names: string[], fallback: string): RGBColor => {
    for (const name of names) {
      const parsed = rgb(styles.getPropertyValue(`--vscode-${name}`).trim());
      if (!Number.isNaN(parsed.r)) return rgb(parsed.r, parsed.g, parsed.b);
    }
    return rgb(fallback);
  };
  const background = color(['editor-background'], light ? '#ffffff' : '#1e1e1e');
  const foreground = color(['editor-foreground', 'foreground'], light ? '#1f1f1f' : '#cccccc');
  return {
    kind,
    light,
    highContrast: kind.startsWith('highContrast'),
    background,
    foreground,
    faint: color(['descriptionForeground'], foreground.formatRgb()),
    accent: color(['contrastActiveBorder', 'focusBorder'], foreground.formatRgb()),
    surprise: color(['loupe-surprisal4Background'], surpriseOn[light ? 'light' : 'dark']),
    line: color(['contrastBorder', 'panel-border', 'editorWidget-border'], foreground.formatRgb()),
  };
}

/** Calls `listener` after every change of theme or of single colours, at most once a frame. */
export function watchTheme(listener: (theme: Theme) => void): Disposable {
  let frame = 0;
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => listener(readTheme()));
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  return {
    dispose() {
      cancelAnimationFrame(frame);
      observer.disconnect();
    },
  };
}
