import { css, unsafeCSS } from 'lit';
import { heatSteps } from './scales';
import { tints } from './tokenChip';

/** Tints mix the theme's chart colours into the background, so that text keeps the editor's own contrast. */
export const tintRules = tints
  .map((name, i) => `.tint-${i} { background: color-mix(in srgb, var(--vscode-charts-${name}) 26%, transparent); }`)
  .join('\n');

const heatRules = Array.from(
  { length: heatSteps },
  (_, step) => `.heat-${step} { background: var(--heat-${step}); color: var(--heat-text-${step}); }`,
).join('\n');

export const tokenStripStyles = css`
  :host {
    display: block;
    font-family: var(--loupe-mono);
    font-size: var(--loupe-mono-size);
    line-height: 1.75;
    color: var(--vscode-editor-foreground);
    white-space: pre-wrap;
    /* Between any two tokens. */
    line-break: anywhere;
    tab-size: 4;
  }
  :host([inline]),
  :host([inline]) > div {
    display: inline;
  }
  .space:not([hidden]),
  .blocks > .chunk {
    display: block;
  }
  /* Goes to the next line whole. As inline text, which is laid out and painted in half the time of boxes. */
  .token {
    padding: 0.16em 1px;
    margin-inline-end: 1px;
    border-block-end: var(--token-line, 0);
    border-radius: 2px;
    white-space: pre;
    line-break: auto;
    cursor: pointer;
    unicode-bidi: isolate;
    box-shadow: inset 0 0 0 1px
      var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-editor-foreground) 12%, transparent));
  }
  /* Perhaps wider than the line, and then broken. */
  .token.long {
    display: inline-block;
    max-width: calc(100% - 1px);
    padding-block: 0;
    line-height: 1.5;
    white-space: break-spaces;
    overflow-wrap: anywhere;
  }
  /* With a line break inside: it runs on in the text's next line. */
  .token.lines {
    display: inline;
    padding-block: 0.16em;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .sign,
  .break {
    opacity: 0.55;
  }
  .bytes,
  .id {
    font-size: 0.78em;
    font-variant-numeric: tabular-nums;
  }
  .bytes {
    padding: 0 2px;
    border: 1px dashed currentColor;
    border-radius: 2px;
  }
  .id {
    white-space: nowrap;
    /* After the text, also where that runs from right to left. */
    unicode-bidi: isolate;
    margin-inline-start: 3px;
    opacity: 0.75;
    user-select: none;
  }
  [data-character] {
    white-space: nowrap;
  }
  [data-character]::before {
    content: attr(data-character);
    margin-inline-end: 2px;
    opacity: 0.6;
  }
  .special {
    text-decoration: underline dotted;
    text-underline-offset: 3px;
    font-weight: 600;
  }
  .unscored {
    background: none;
    box-shadow: none;
    outline: 1px dotted var(--loupe-faint);
    outline-offset: -1px;
  }
  .template {
    color: var(--loupe-faint);
    background: none;
    box-shadow: none;
    outline: 1px dotted var(--loupe-faint);
    outline-offset: -1px;
  }
  ${unsafeCSS(tintRules)}
  ${unsafeCSS(heatRules)}
  .token.found {
    background: var(--vscode-editor-findMatchHighlightBackground);
    color: var(--vscode-editor-foreground);
    outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, var(--vscode-editor-foreground));
    outline-offset: -1px;
  }
  .token:hover,
  .token.hovered {
    outline: 1px solid var(--vscode-editor-foreground);
    outline-offset: -1px;
  }
  .token.selected {
    outline: 2px solid var(--loupe-mark);
    outline-offset: 0;
  }
  .token:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
`;
