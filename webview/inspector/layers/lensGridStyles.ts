import { css, unsafeCSS } from 'lit';
import { heatSteps } from '../../drawing/scales';

const scaleRules = ['weight', 'heat']
  .flatMap((scale) => Array.from({ length: heatSteps }, (_, step) => [scale, step] as const))
  .map(
    ([scale, step]) =>
      `.${scale}-${step} { background: var(--${scale}-${step}); color: var(--${scale}-text-${step}); }`,
  )
  .join('\n');

export const lensGridStyles = css`
  :host {
    display: block;
    min-width: 0;
    isolation: isolate;
  }
  .scroller {
    overflow: auto;
    max-height: 70vh;
    border: 1px solid var(--loupe-line);
    font-family: var(--loupe-mono);
    font-size: min(12px, var(--loupe-mono-size));
    overscroll-behavior-x: contain;
  }
  .row {
    display: flex;
    flex-wrap: nowrap;
    gap: 0;
    width: calc(var(--names) + var(--count) * var(--column));
  }
  .name {
    position: sticky;
    left: 0;
    z-index: 1;
    flex: none;
    width: var(--names);
    padding-inline: 6px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-family: var(--vscode-font-family);
    line-height: 22px;
    color: var(--loupe-faint);
    background: var(--vscode-editor-background);
    border-inline-end: 1px solid var(--loupe-line);
  }
  .cells {
    display: flex;
    margin-inline-start: calc(var(--first) * var(--column));
  }
  .cell {
    flex: none;
    width: var(--column);
    height: 22px;
    line-height: 22px;
    padding-inline: 4px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
    text-align: center;
    cursor: pointer;
    border-inline-end: 1px solid color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
  }
  .waiting {
    background: color-mix(in srgb, var(--vscode-foreground) 4%, transparent);
  }
  .agrees {
    font-weight: 700;
  }
  /* Above this line every layer says what the last one says. */
  .lead {
    box-shadow: inset 0 -2px currentColor;
  }
  .leads .cell,
  .leads .name {
    color: var(--loupe-faint);
    border-bottom: 1px solid var(--loupe-line);
    font-family: var(--vscode-font-family);
  }
  .tokens {
    position: sticky;
    bottom: 0;
    z-index: 2;
    background: var(--vscode-editor-background);
    border-top: 1px solid var(--loupe-line);
  }
  .tokens .cell {
    background: var(--vscode-editor-background);
  }
  .tokens .marked {
    font-weight: 700;
    outline: 1px solid var(--loupe-mark);
    outline-offset: -1px;
  }
  .tokens .appended {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .state .marked {
    border-inline: 1px solid var(--loupe-mark);
  }
  .here {
    outline: 2px solid currentColor;
    outline-offset: -2px;
    position: relative;
  }
  ${unsafeCSS(scaleRules)}
  @media (forced-colors: active) {
    .cell {
      forced-color-adjust: none;
    }
  }
`;
