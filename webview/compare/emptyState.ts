import { css, html, LitElement } from 'lit';
import type { ComparisonPreset } from '../../src/protocol/compareApi';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';

/** Before the first run: what the panel is for, and presets that run at once. Dispatches `preset` (its index). */
export class LoupeCompareEmpty extends LitElement {
  static override properties = { presets: { attribute: false } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        max-width: 1280px;
        margin: 12px 0;
      }
      p {
        max-width: 640px;
      }
      .presets {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr));
        gap: 8px;
        margin-top: 10px;
      }
      button {
        display: flex;
        flex-direction: column;
        font: inherit;
        text-align: start;
        color: inherit;
        cursor: pointer;
      }
      button:hover {
        border-color: var(--loupe-accent);
        background: var(--vscode-list-hoverBackground, var(--loupe-card));
      }
    `,
  ];

  declare presets: ComparisonPreset[];

  protected override render() {
    return html`
      <h2>${t('No outputs yet')}</h2>
      <p>
        ${t('Write prompts above and run them, or start with one of these. Outputs appear side by side, coloured by how sure the model was of each token.')}
      </p>
      <div class="presets">
        ${this.presets.map(
          ({ name, about }, index) => html`<button
            class="card"
            @click=${() => this.dispatchEvent(new CustomEvent('preset', { detail: index }))}
          >
            <b>${name}</b>
            <div class="faint">${about}</div>
          </button>`,
        )}
      </div>
    `;
  }
}

customElements.define('loupe-compare-empty', LoupeCompareEmpty);
