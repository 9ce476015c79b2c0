import type { Dropdown } from '@vscode/webview-ui-toolkit';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

export interface DropdownOption {
  value: string;
  label: string;
  title?: string;
}

/**
 * The toolkit's dropdown with a label, options as data, and a value that follows its property even when the options
 * change: `<loupe-dropdown label="…" .options=${…} .value=${…} @change=${…}>`; read `value` of the event's target.
 */
export class LoupeDropdown extends LitElement {
  static override properties = { label: {}, options: { attribute: false }, value: {} };
  static override styles = css`
    :host {
      display: inline-flex;
      min-width: 0;
    }
    .field {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 6px;
      min-width: 0;
    }
    .label {
      color: var(--vscode-descriptionForeground);
    }
    vscode-dropdown {
      min-width: 92px;
      max-width: 100%;
      position: relative;
      z-index: var(--loupe-dropdown-layer, auto);
      /* White, says the toolkit, where a theme names none: unreadable on a light theme's pale selection. */
      --list-active-selection-foreground: var(--vscode-list-activeSelectionForeground, var(--vscode-foreground));
    }
    vscode-dropdown:not(:defined) {
      display: inline-block;
      width: 92px;
      height: 26px;
      overflow: hidden;
      visibility: hidden;
    }
    vscode-dropdown::part(listbox) {
      width: max-content;
      min-width: 100%;
    }
    vscode-dropdown[open] {
      z-index: 20;
    }
  `;

  declare label: string;
  declare options: DropdownOption[];
  declare value: string;

  constructor() {
    super();
    this.label = '';
    this.options = [];
    this.value = '';
  }

  protected override render() {
    return html`<span class="field">
      <span class="label" aria-hidden="true">${this.label}</span>
      <vscode-dropdown aria-label=${this.label} @change=${this.changed}>
        ${repeat(
          this.options,
          (option) => option.value,
          (option) =>
            html`<vscode-option value=${option.value} title=${option.title ?? nothing}>${option.label}</vscode-option>`,
        )}
      </vscode-dropdown>
    </span>`;
  }

  protected override async updated(_changed: PropertyValues): Promise<void> {
    const dropdown = this.renderRoot.querySelector('vscode-dropdown') as Dropdown;
    await customElements.whenDefined('vscode-dropdown');
    // The toolkit learns of its options in a later task; a value set before that is dropped.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    if (dropdown.value !== this.value) dropdown.value = this.value;
  }

  private changed(event: Event): void {
    event.stopPropagation();
    const chosen = (event.target as Dropdown).value;
    if (chosen === this.value) return;
    this.value = chosen;
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }
}

customElements.define('loupe-dropdown', LoupeDropdown);
