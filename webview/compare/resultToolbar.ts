import { css, html, LitElement } from 'lit';
import type { ComparisonResults } from '../../src/protocol/compareApi';
import type { LoupeDropdown } from '../ui/dropdown';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import '../ui/dropdown';
import type { CompareLook } from './compareStore';
import './probabilityLegend';

/** How the outputs are shown, the legend, and export. Dispatches `show` and `export`. */
export class LoupeResultToolbar extends LitElement {
  static override properties = { results: { attribute: false }, look: { attribute: false } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 16px;
        margin-bottom: 12px;
      }
      h2 {
        margin-inline-end: auto;
      }
      ins {
        text-decoration: underline 2px;
        text-underline-offset: 3px;
        background: var(--vscode-diffEditor-insertedTextBackground, transparent);
      }
      del {
        background: var(--vscode-diffEditor-removedTextBackground, transparent);
      }
      .exports {
        gap: 6px;
      }
    `,
  ];

  declare results: ComparisonResults;
  declare look: CompareLook;

  protected override render() {
    const differences = this.look.show === 'differences';
    const options = [
      { value: 'probability', label: t('Probability') },
      { value: 'differences', label: t('Differences') },
    ];
    const nothingYet = this.results.cells.length + this.results.failures.length === 0;
    return html`
      <h2>${t('Outputs')}</h2>
      <loupe-dropdown
        label=${t('Show')}
        .options=${options}
        .value=${this.look.show}
        @change=${(event: Event) => this.say('show', (event.target as LoupeDropdown).value)}
      ></loupe-dropdown>
      ${
        differences
          ? html`<span><ins>${t('only here')}</ins> · <del>${t('only in the reference')}</del></span>`
          : html`<loupe-probability-legend></loupe-probability-legend>`
      }
      <span class="row exports">
        <vscode-button appearance="secondary" ?disabled=${nothingYet} @click=${() => this.say('export', 'markdown')}
          >${t('Export Markdown')}</vscode-button
        >
        <vscode-button appearance="secondary" ?disabled=${nothingYet} @click=${() => this.say('export', 'json')}
          >${t('Export JSON')}</vscode-button
        >
      </span>
    `;
  }

  private say(name: 'show' | 'export', detail: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('loupe-result-toolbar', LoupeResultToolbar);
