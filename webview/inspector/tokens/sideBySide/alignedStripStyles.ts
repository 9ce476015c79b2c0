import { css, unsafeCSS } from 'lit';
import { tintRules } from '../../../drawing/tokenStripStyles';

export const alignedStripStyles = css`
  :host {
    display: block;
    overflow-x: auto;
  }
  .measure {
    position: absolute;
    visibility: hidden;
  }
  .measure,
  .line {
    font-family: var(--loupe-mono);
    font-size: var(--loupe-mono-size);
  }
  .lines {
    margin-block-end: 10px;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 60px;
  }
  .line {
    white-space: pre;
    line-height: 1.55;
    color: var(--vscode-editor-foreground);
  }
  .no {
    display: inline-block;
    width: 3ch;
    user-select: none;
  }
  /* No padding and no margin: the characters of all rows stand above each other. */
  .cell {
    cursor: pointer;
    border-radius: 2px;
    box-shadow: inset 1px 0 0 0 var(--vscode-contrastBorder, var(--loupe-faint));
  }
  .goes-on,
  .none {
    box-shadow: none;
  }
  .shared {
    text-decoration: underline dashed;
    text-underline-offset: 4px;
  }
  ${unsafeCSS(tintRules)}
  .hovered {
    outline: 1px solid var(--vscode-editor-foreground);
    outline-offset: -1px;
  }
  .selected {
    outline: 2px solid var(--loupe-mark);
    outline-offset: -1px;
  }
  .cell:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
  }
  .readout {
    min-height: 1.6em;
    overflow-wrap: anywhere;
    position: sticky;
    bottom: 0;
    background: var(--vscode-editor-background);
  }
`;
