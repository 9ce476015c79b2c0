import { css } from 'lit';

export const tokensTabStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 290px;
    gap: 20px;
    align-items: start;
  }
  .earlier {
    opacity: 0.55;
  }
  aside {
    display: flex;
    flex-direction: column;
    gap: 12px;
    position: sticky;
    top: 12px;
  }
  dl {
    display: grid;
    align-items: baseline;
    grid-template-columns: 1fr auto;
    gap: 2px 14px;
    margin: 0;
  }
  dt {
    color: var(--loupe-faint);
  }
  dd {
    margin: 0;
    text-align: end;
  }
  @container (max-width: 680px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    /* The numbers of a token stay in sight under a long text. */
    aside {
      top: auto;
      bottom: 0;
      max-height: 50vh;
      overflow: auto;
      margin: 0 -16px -24px;
      padding: 10px 16px;
      background: var(--vscode-editor-background);
      border-top: 1px solid var(--loupe-line);
    }
  }
`;
