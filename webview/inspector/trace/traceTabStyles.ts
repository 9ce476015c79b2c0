import { css } from 'lit';

export const traceTabStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 14px;
    max-width: 980px;
  }
  /* Whole lines, as tall as those of the token strip. */
  .lines {
    font: var(--loupe-mono-size) / 1.75 var(--loupe-mono);
    max-height: 4lh;
    overflow: auto;
  }
  .plain-text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .part {
    padding: 2px 0 2px 12px;
    border-inline-start: 3px solid var(--part-color);
  }
  .reasoning {
    --part-color: var(--loupe-reasoning);
  }
  .answer {
    --part-color: var(--loupe-answer);
  }
  .part h3 {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    margin-bottom: 4px;
  }
  .part h3 .faint {
    font-weight: 400;
  }
  .earlier {
    opacity: 0.55;
  }
  .stream {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
`;
