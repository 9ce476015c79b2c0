import { css } from 'lit';

/** Small pieces that every panel uses. Shadow roots do not see the page's style sheet, so elements adopt this one. */
export const sharedStyles = css`
  :host {
    box-sizing: border-box;
    color: var(--vscode-foreground);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
  }
  p {
    margin: 0;
  }
  /* Names and their figures. */
  dl {
    display: grid;
    align-items: baseline;
    grid-template-columns: 1fr auto;
    gap: 2px 12px;
    margin: 0;
  }
  dt {
    color: var(--loupe-faint);
  }
  dd {
    margin: 0;
    text-align: end;
  }
  .faint {
    color: var(--loupe-faint);
  }
  .mono {
    font-family: var(--loupe-mono);
    font-size: var(--loupe-mono-size);
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
  }
  .spread {
    justify-content: space-between;
  }
  .card {
    background: var(--loupe-card);
    border: 1px solid var(--loupe-line);
    border-radius: var(--loupe-radius);
    padding: 10px 12px;
  }
  /* The border of themes is for primary buttons; on quiet ones it looks like the focus. */
  vscode-button[appearance='secondary'] {
    --button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
  }
  .number-field {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .number-field vscode-text-field {
    --input-min-width: 0;
    width: 64px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  button.plain {
    appearance: none;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    padding: 0;
    text-align: start;
    cursor: pointer;
  }
  /* A share of a whole: set --share (0…1). */
  .bar {
    position: relative;
    display: block;
    min-width: 24px;
    height: 8px;
    border-radius: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
    overflow: hidden;
  }
  .bar::after {
    content: '';
    position: absolute;
    inset: 0 auto 0 0;
    width: calc(var(--share, 0) * 100%);
    background: var(--bar-color, var(--loupe-probability));
    border-radius: inherit;
  }
  /* Controls that the toolkit has not defined yet keep their places. */
  vscode-button:not(:defined),
  vscode-checkbox:not(:defined),
  vscode-progress-ring:not(:defined),
  vscode-text-field:not(:defined) {
    display: inline-block;
    visibility: hidden;
  }
  vscode-checkbox:not(:defined) {
    height: 18px;
    margin: 4px 0;
    padding-inline-start: 28px;
  }
  vscode-button:not(:defined) {
    padding: 5px 12px;
  }
  /* Words stand beside every ring. */
  @media (prefers-reduced-motion: reduce) {
    vscode-progress-ring {
      display: none;
    }
  }
  :host-context(body.vscode-reduce-motion) vscode-progress-ring {
    display: none;
  }
  @media (forced-colors: active) {
    .bar::after {
      forced-color-adjust: none;
    }
  }
`;
