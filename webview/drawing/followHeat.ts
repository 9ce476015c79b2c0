import type { Disposable } from '../../src/protocol/disposable';
import { readTheme, type Theme, watchTheme } from '../ui/theme';
import { heatVariables } from './scales';

/** Keeps the page's `--heat-…` variables, with which tokens are tinted, in step with the theme. */
export function followHeat(): Disposable {
  const apply = (theme: Theme) => {
    for (const [name, value] of Object.entries(heatVariables(theme))) document.body.style.setProperty(name, value);
  };
  apply(readTheme());
  return watchTheme(apply);
}
