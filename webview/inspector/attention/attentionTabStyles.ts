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
    grid-template-rows: auto auto 1fr;
    grid-template-areas: 'overview map lists' 'finder map lists' 'summary map lists';
    gap: 12px 20px;
    align-items: start;
  }
  .earlier {
    opacity: 0.55;
  }
  .overview {
    grid-area: overview;
    min-width: 0;
  }
  .summary {
    grid-area: summary;
    min-width: 0;
  }
  .finder {
    grid-area: finder;
    min-width: 0;
  }
  .note {
    max-width: 90ch;
  }
  .map {
    grid-area: map;
    min-width: 0;
  }
  .wide {
    grid-column: map-start / lists-end;
    grid-row: map-start / map-end;
    min-width: 0;
  }
  .lists {
    grid-area: lists;
  }
  .hint {
    margin: 4px 0 8px;
  }
  h3 {
    margin-bottom: 4px;
  }
  @container (max-width: 1120px) {
    .columns {
      grid-template-columns: minmax(140px, 240px) minmax(0, 1fr);
      grid-template-rows: auto auto 1fr auto;
      grid-template-areas: 'overview map' 'finder map' 'summary map' 'lists lists';
    }
    .lists {
      flex-flow: row wrap;
    }
    .lists > section {
      flex: 1 1 180px;
      min-width: 0;
    }
    .lists > editor-tint {
      flex: 0 0 100%;
    }
  }
  /* All heads small enough to leave the map in sight. */
  @container (max-width: 680px) {
    .columns {
      grid-template-columns: auto minmax(0, 1fr);
      grid-template-rows: none;
      grid-template-areas: 'overview summary' 'map map' 'finder finder' 'lists lists';
    }
    overview-canvas {
      max-height: 150px;
    }
    .summary .card {
      padding-block: 4px;
    }
  }
  @container (max-width: 420px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'overview' 'map' 'summary' 'finder' 'lists';
    }
    .lists {
      flex-direction: column;
    }
  }
`;
