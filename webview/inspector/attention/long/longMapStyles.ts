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
  .map {
    min-width: 0;
  }
  .lists {
    display: flex;
    flex-direction: column;
    gap: 14px;
    min-width: 0;
  }
  .above {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  /* Room for two lines: the map below stays under the pointer. */
  .readout {
    display: flex;
    flex-wrap: wrap;
    align-content: center;
    flex: 1;
    min-width: 0;
    height: 3em;
    overflow: hidden;
    gap: 0 0.5ch;
  }
  .reduction {
    min-height: 28px;
    margin-bottom: 4px;
  }
`;
