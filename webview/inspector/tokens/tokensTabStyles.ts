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
  @container (max-width: 680px) {
    .columns {
      display: flex;
      flex-direction: column;
      align-items: stretch;
      gap: 12px;
    }
    aside {
      display: contents;
    }
    heat-legend {
      order: -1;
    }
  }
  /* The numbers of a token stay in sight under a long text, where they leave room for it. */
  @container (width > 440px) and (max-width: 680px) {
    @media (min-height: 560px) {
      .figures {
        position: sticky;
        bottom: 0;
        box-shadow: 0 0 0 6px var(--vscode-editor-background);
      }
    }
  }
  @container (max-width: 440px) {
    @media (min-height: 860px) {
      .figures {
        position: sticky;
        bottom: 0;
        box-shadow: 0 0 0 6px var(--vscode-editor-background);
      }
    }
  }
`;
