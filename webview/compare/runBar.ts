import { css, html, LitElement, nothing } from 'lit';
import type { ComparisonPreset, ComparisonResults } from '../../src/protocol/compareApi';
import { cellsOf } from '../../src/protocol/compareResults';
import type { LoupeDropdown } from '../ui/dropdown';
import { language, t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import '../ui/dropdown';

/** Run or cancel, progress, presets. Dispatches `run`, `cancel`, `preset` (its index) and `undo`. */
export class LoupeRunBar extends LitElement {
  static override properties = {
    results: { attribute: false },
    presets: { attribute: false },
    presetLanguage: { attribute: false },
    runnable: { type: Boolean },
    undoable: { type: Boolean },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 14px;
        padding: 10px 0 8px;
        background: var(--vscode-editor-background);
        border-bottom: 1px solid var(--loupe-line);
      }
      .state {
        flex: 1;
        min-width: 120px;
      }
      progress {
        width: 100%;
        max-width: 240px;
        height: 6px;
        accent-color: var(--vscode-progressBar-background);
      }
      loupe-dropdown {
        max-width: 100%;
      }
    `,
  ];

  declare results: ComparisonResults | null;
  declare presets: ComparisonPreset[];
  /** The language of their prompts. */
  declare presetLanguage: string;
  declare runnable: boolean;
  declare undoable: boolean;

  protected override render() {
    const running = this.results?.running ?? false;
    return html`
      ${
        running
          ? html`<vscode-button appearance="secondary" @click=${() => this.say('cancel')}>${t('Cancel')}</vscode-button>`
          : html`<vscode-button ?disabled=${!this.runnable} @click=${() => this.say('run')}>${t('Run')}</vscode-button>`
      }
      <div class="state">${this.state()}</div>
      ${
        this.undoable
          ? html`<vscode-button appearance="secondary" @click=${() => this.say('undo')}
              >${t('Back to my prompts')}</vscode-button
            >`
          : nothing
      }
      ${this.presetChoice()}
    `;
  }

  private state() {
    const { results } = this;
    if (results?.running) {
      const all = cellsOf(results.setup).length;
      const done = results.cells.length + results.failures.length;
      const text = t('{0} of {1} outputs', done, all);
      return html`<div role="status">${text}</div>
        <progress max=${all} .value=${done} aria-label=${text}></progress>`;
    }
    if (!this.runnable) return html`<span class="faint">${t('Give at least two prompts and choose a model.')}</span>`;
    return html`<span role="status" class="faint">${results ? this.ended(results) : ''}</span>`;
  }

  private ended({ setup, cells, failures }: ComparisonResults): string {
    const all = cellsOf(setup).length;
    if (cells.length === all) return t('{0} outputs', all);
    return t('{0} of {1} outputs, {2} failed', cells.length, all, failures.length);
  }

  private presetChoice() {
    const own = language().startsWith(this.presetLanguage);
    const options = [
      { value: '', label: own ? t('Choose…') : t('Choose… (prompts are in English)') },
      ...this.presets.map(({ name }, index) => ({ value: String(index), label: name })),
    ];
    return html`<loupe-dropdown
      label=${t('Preset')}
      .options=${options}
      .value=${''}
      @change=${(event: Event) => {
        const dropdown = event.target as LoupeDropdown;
        if (dropdown.value !== '') this.dispatchEvent(new CustomEvent('preset', { detail: Number(dropdown.value) }));
        dropdown.value = '';
      }}
    ></loupe-dropdown>`;
  }

  private say(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

customElements.define('loupe-run-bar', LoupeRunBar);
