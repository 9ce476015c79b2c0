import { css } from 'lit';

export const attentionTabStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(150px, 240px) minmax(300px, 1fr) minmax(220px, 280px);
    grid-template-areas: 'overview map lists';
    gap: 16px 20px;
    align-items: start;
  }
  .earlier {
    opacity: 0.55;
  }
  .overview {
    grid-area: overview;
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-width: 0;
  }
  .map {
    grid-area: map;
    min-width: 0;
  }
  .lists {
    grid-area: lists;
    display: flex;
    flex-direction: column;
    gap: 14px;
    min-width: 0;
  }
  .readout {
    min-height: 1.5em;
    margin: 8px 0;
  }
  .hint {
    margin: 4px 0 8px;
  }
  dl {
    display: grid;
    align-items: baseline;
    grid-template-columns: 1fr auto;
    gap: 2px 12px;
    margin: 0;
  }
  dt {
    color: var(--loupe-faint);
  }
  dd {
    margin: 0;
    text-align: end;
  }
  h3 {
    margin-bottom: 4px;
  }
  @container (max-width: 1120px) {
    .columns {
      grid-template-columns: minmax(140px, 220px) minmax(0, 1fr);
      grid-template-areas: 'overview map' 'lists lists';
    }
    .lists {
      flex-direction: row;
    }
    .lists > section {
      flex: 1;
      min-width: 0;
    }
  }
  @container (max-width: 620px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'overview' 'map' 'lists';
    }
    .lists {
      flex-direction: column;
    }
  }
`;
