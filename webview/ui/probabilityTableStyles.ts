import { css } from 'lit';

/** A table of tokens and their probabilities: figures at the end of their cells, and up to two bars one below the other. */
export const probabilityTableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 2px 8px;
    text-align: start;
  }
  thead th {
    font-weight: 600;
    color: var(--loupe-faint);
    border-bottom: 1px solid var(--loupe-line);
    white-space: nowrap;
  }
  tbody tr > * {
    border-bottom: 1px solid color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
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
  /* Above the other: what it was before. */
  .earlier-share {
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
    thead th {
      white-space: normal;
      vertical-align: bottom;
    }
  }
`;
