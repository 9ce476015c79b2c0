import { css } from 'lit';

export const weightStoryStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .earlier {
    opacity: 0.55;
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 8px;
    max-width: 1100px;
  }
  h3,
  h4 {
    overflow-wrap: anywhere;
  }
  h4 {
    margin: 0 0 4px;
    font-size: 1em;
    font-weight: 600;
  }
  .steps {
    margin: 0;
    padding: 0;
    list-style: none;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
  }
  .steps li + li::before {
    content: '→';
    margin-inline-end: 8px;
    color: var(--loupe-faint);
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
    gap: 12px 24px;
  }
`;
