import { css } from 'lit';

export const longMapStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(300px, 1fr) minmax(220px, 280px);
    gap: 12px 20px;
    align-items: start;
  }
  @container (max-width: 640px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .earlier {
    opacity: 0.55;
  }
  .map {
    min-width: 0;
  }
  figure-export {
    margin-top: 12px;
  }
  .reduction {
    min-height: 28px;
    margin-bottom: 4px;
  }
`;
