import { css, unsafeCSS } from 'lit';
import { heatSteps } from '../../drawing/scales';

const ramp = (scale: 'weight' | 'heat') => {
  const stops = Array.from({ length: heatSteps }, (_, step) => `var(--${scale}-${step})`).join(', ');
  return unsafeCSS(`linear-gradient(to right, ${stops})`);
};

export const layersTabStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  .earlier {
    opacity: 0.55;
  }
  vscode-text-field {
    flex: 0 1 180px;
  }
  /* Always as high: the grid below stays under the pointer. */
  .readout {
    height: 1.6em;
    overflow: hidden;
  }
  .legend {
    font-size: 0.92em;
  }
  .ramp,
  .ticks {
    max-width: 360px;
  }
  .ramp {
    height: 11px;
    margin-top: 2px;
    border: 1px solid var(--loupe-line);
  }
  .ramp.weight {
    background: ${ramp('weight')};
  }
  .ramp.heat {
    background: ${ramp('heat')};
  }
  .ticks {
    position: relative;
    height: 1.5em;
    color: var(--loupe-faint);
  }
  .ticks span {
    position: absolute;
    left: calc(var(--at) * 100%);
    transform: translateX(-50%);
  }
  .ticks span:first-child {
    transform: none;
  }
  .ticks span:last-child {
    transform: translateX(-100%);
  }
  .details {
    display: grid;
    grid-template-columns: minmax(260px, 340px) minmax(0, 760px);
    gap: 12px 24px;
    align-items: start;
  }
  .details h3 {
    margin-bottom: 6px;
    overflow-wrap: anywhere;
  }
  dl {
    margin-top: 8px;
  }
  dt {
    overflow-wrap: anywhere;
  }
  .parts {
    grid-column: 1 / -1;
    min-width: 0;
  }
  @container (min-width: 1240px) {
    .details {
      grid-template-columns: 300px minmax(0, 760px) minmax(0, 520px);
    }
    .parts {
      grid-column: auto;
    }
  }
  @container (max-width: 680px) {
    .readout {
      height: 3em;
    }
    .details {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
