import { css, unsafeCSS } from 'lit';
import { heatSteps } from '../drawing/scales';

/** `.heat-0` … `.heat-15`: the tints that `followHeat` keeps in step with the theme, the same as the Inspector's. */
export const heatClasses = css`
  ${unsafeCSS(
    Array.from(
      { length: heatSteps },
      (_, step) => `.heat-${step} { background: var(--heat-${step}); color: var(--heat-text-${step}); }`,
    ).join('\n'),
  )}
`;
