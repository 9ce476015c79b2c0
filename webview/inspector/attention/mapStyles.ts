import { css, unsafeCSS } from 'lit';
import { heatSteps } from '../../drawing/scales';

/** A strip of tokens that shows how much there is of something takes those colours in place of surprisal's. */
const weightTints = unsafeCSS(
  `.weights { ${Array.from(
    { length: heatSteps },
    (_, step) => `--heat-${step}: var(--weight-${step}); --heat-text-${step}: var(--weight-text-${step});`,
  ).join(' ')} }`,
);

/** What stands around maps, wherever they are drawn. */
export const mapStyles = css`
  .kept {
    overflow-wrap: anywhere;
  }
  ${weightTints}
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
  .beside {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
    gap: 12px;
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  figcaption {
    font-weight: 600;
  }
  /* The ring of the focus stays clear of the words above. */
  figure attention-canvas {
    margin-top: 4px;
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
  /* More lines than two: better a map that moves than a number that is cut off. */
  @container (max-width: 420px) {
    .readout {
      height: auto;
      min-height: 3lh;
    }
  }
  @container (max-width: 340px) {
    .readout {
      min-height: 4lh;
    }
    .compared {
      min-height: 5lh;
    }
  }
`;
