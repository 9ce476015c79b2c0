import { css } from 'lit';

export const chatViewStyles = css`
  :host {
    display: block;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 380px);
    gap: 20px;
    align-items: start;
  }
  .rendered,
  .editor {
    display: flex;
    flex-direction: column;
    gap: 10px;
    min-width: 0;
  }
  .message {
    display: grid;
    gap: 4px;
    border-inline-start: 2px solid var(--loupe-line);
    padding-inline-start: 10px;
  }
  /* The button stays at the end, however narrow. */
  .head {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
  }
  vscode-text-area {
    width: 100%;
  }
  .readout {
    position: sticky;
    bottom: 0;
    padding: 4px 0;
    background: var(--vscode-editor-background);
    overflow-wrap: anywhere;
  }
  summary {
    cursor: pointer;
    color: var(--loupe-faint);
    width: fit-content;
  }
  @container (max-width: 680px) {
    .columns {
      display: flex;
      flex-direction: column-reverse;
      align-items: stretch;
    }
  }
`;
