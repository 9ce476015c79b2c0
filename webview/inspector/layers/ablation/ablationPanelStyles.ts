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
    max-width: 760px;
  }
  tbody th {
    font-weight: 400;
  }
  .token {
    max-width: 24ch;
    overflow-x: clip;
    text-overflow: ellipsis;
    white-space: pre;
  }
  @container (max-width: 420px) {
    .token {
      max-width: 9ch;
    }
  }
`;
