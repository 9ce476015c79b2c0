import { css, html, LitElement, nothing } from 'lit';
import type { ComparisonPreset, ComparisonResults, ComparisonSetup } from '../../src/protocol/compareApi';
import { canRun, cellsOf } from '../../src/protocol/compareResults';
import type { LoupeDropdown } from '../ui/dropdown';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import '../ui/dropdown';

/** Run or cancel, progress, presets. Dispatches `run`, `cancel`, `preset` (its index) and `undo`. */
export class LoupeRunBar extends LitElement {
  static override properties = {
    results: { attribute: false },
    presets: { attribute: false },
    setup: { attribute: false },
    earlier: { type: Boolean },
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
      .earlier {
        margin-inline-start: 6px;
        padding: 1px 6px;
        border: 1px dashed currentColor;
        border-radius: var(--loupe-radius);
        color: var(--vscode-foreground);
        white-space: nowrap;
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
  /** What can run of it. */
  declare setup: ComparisonSetup;
  /** The results came from a setup that was changed since. */
  declare earlier: boolean;
  declare undoable: boolean;

  protected override render() {
    const running = this.results?.running ?? false;
    return html`
      ${
        running
          ? html`<vscode-button appearance="secondary" @click=${() => this.say('cancel')}>${t('Cancel')}</vscode-button>`
          : html`<vscode-button
              title=${t('Ctrl+Enter or ⌘+Enter in a prompt runs it too')}
              ?disabled=${!canRun(this.setup)}
              @click=${() => this.say('run')}
              >${t('Run')}</vscode-button
            >`
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

  /** How the run stands, or what a run needs; results stay in view when the setup changes, and are said to be earlier ones. */
  private state() {
    const { results } = this;
    const earlier = this.earlier ? html`<span class="earlier">${t('from an earlier setup')}</span>` : nothing;
    if (results?.running) {
      const all = cellsOf(results.setup).length;
      const done = results.cells.length + results.failures.length;
      const text = t('{0} of {1} outputs', done, all);
      return html`<div role="status">${text}${earlier}</div>
        <progress max=${all} .value=${done} aria-label=${text}></progress>`;
    }
    return html`
      <span role="status" class="faint">${results ? this.ended(results) : nothing}${earlier}</span>
      ${canRun(this.setup) ? nothing : html`<span class="faint">${this.missing()}</span>`}
    `;
  }

  private missing(): string {
    if (this.setup.models.length === 0) return t('Choose a model.');
    if (this.setup.prompts.length === 0) return t('Write a prompt.');
    return t('To compare, add a second prompt, model or repeat.');
  }

  private ended({ setup, cells, failures }: ComparisonResults): string {
    const all = cellsOf(setup).length;
    if (cells.length === all) return t('{0} outputs', all);
    return t('{0} of {1} outputs, {2} failed', cells.length, all, failures.length);
  }

  private presetChoice() {
    const options = [
      { value: '', label: t('Choose…') },
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
