import { css } from 'lit';

export const ablationPanelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding-top: 8px;
    border-top: 1px solid var(--loupe-line);
  }
  .earlier {
    opacity: 0.55;
  }
  h4 {
    margin: 0;
    font-size: 1em;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .readout {
    margin-block: 4px;
  }
  .hint {
    max-width: 70ch;
    margin-top: 6px;
  }
  table {
    width: 100%;
    max-width: 760px;
    border-collapse: collapse;
  }
  th {
    padding: 2px 8px;
    text-align: start;
    font-weight: 400;
  }
  thead th {
    font-weight: 600;
    color: var(--loupe-faint);
    border-bottom: 1px solid var(--loupe-line);
    white-space: nowrap;
  }
  td {
    padding: 2px 8px;
  }
  tbody tr > * {
    border-bottom: 1px solid color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .token {
    max-width: 24ch;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
  }
  th.figure,
  .figure {
    text-align: end;
  }
  .share {
    width: 40%;
    min-width: 60px;
  }
  .share .bar + .bar {
    margin-top: 2px;
  }
  .before {
    --bar-color: color-mix(in srgb, var(--vscode-foreground) 45%, transparent);
    height: 4px;
  }
  .rest > * {
    font-style: italic;
  }
  @container (max-width: 520px) {
    .optional {
      display: none;
    }
    th,
    td {
      padding-inline: 4px;
    }
  }
`;
