import { css } from 'lit';

export const tokenOriginStyles = css`
  :host {
    display: block;
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  h3 {
    overflow-wrap: anywhere;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  table[hidden] {
    display: none;
  }
  th {
    font-weight: normal;
    color: var(--loupe-faint);
    text-align: start;
    white-space: nowrap;
  }
  th,
  td {
    padding: 1px 10px 1px 0;
    vertical-align: baseline;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }
  td.mono {
    overflow-wrap: anywhere;
    line-height: 1.6;
    width: 100%;
  }
  th.number,
  td.number {
    text-align: end;
  }
  .other {
    color: var(--loupe-faint);
  }
  .part {
    display: inline-block;
    margin-inline-end: 3px;
    padding-inline: 2px;
    border-radius: 2px;
    box-shadow: inset 0 0 0 1px var(--loupe-line);
  }
  .merged {
    background: color-mix(in srgb, var(--vscode-charts-yellow) 26%, transparent);
  }
  .own .merged {
    outline: 1px solid var(--loupe-mark);
  }
`;
