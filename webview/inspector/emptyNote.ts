import { css, html, LitElement, nothing } from 'lit';
import { sharedStyles } from '../ui/sharedStyles';

/** A quiet text in the middle of an empty place, with room for one action. */
export class EmptyNote extends LitElement {
  static override properties = { busy: { type: Boolean }, heading: {} };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 12px;
        max-width: 46ch;
        margin: 48px auto;
        text-align: center;
        color: var(--loupe-faint);
      }
      h2 {
        color: var(--vscode-foreground);
        font-size: 1.1em;
      }
    `,
  ];

  declare busy: boolean;
  declare heading: string;

  protected override render() {
    return html`${this.busy ? html`<vscode-progress-ring></vscode-progress-ring>` : nothing}
      ${this.heading ? html`<h2>${this.heading}</h2>` : nothing}
      <p><slot></slot></p>
      <slot name="action"></slot>`;
  }
}

customElements.define('empty-note', EmptyNote);
