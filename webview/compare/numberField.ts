import type { TextField } from '@vscode/webview-ui-toolkit';
import { css, html, LitElement, type PropertyValues } from 'lit';

/**
 * A labelled number within bounds: `<loupe-number label="…" min="0" .value=${…} @change=${…}>`. What is no number goes back to
 * the value before; what is out of bounds goes to the bound. With `optional`, an empty field is `null`.
 */
export class LoupeNumber extends LitElement {
  static override properties = {
    label: {},
    hint: {},
    placeholder: {},
    min: { type: Number },
    max: { type: Number },
    whole: { type: Boolean },
    optional: { type: Boolean },
    value: { attribute: false },
  };
  static override styles = css`
    :host {
      display: block;
      min-width: 0;
    }
    vscode-text-field {
      display: block;
      width: 100%;
    }
  `;

  declare label: string;
  declare hint: string;
  declare placeholder: string;
  declare min: number;
  declare max: number;
  declare whole: boolean;
  declare optional: boolean;
  declare value: number | null;

  constructor() {
    super();
    this.label = '';
    this.hint = '';
    this.placeholder = '';
    this.min = 0;
    this.max = Number.MAX_SAFE_INTEGER;
    this.whole = false;
    this.optional = false;
    this.value = null;
  }

  protected override render() {
    return html`<vscode-text-field
      inputmode=${this.whole ? 'numeric' : 'decimal'}
      title=${this.hint}
      placeholder=${this.placeholder}
      @change=${this.changed}
      >${this.label}</vscode-text-field
    >`;
  }

  protected override updated(_changed: PropertyValues): void {
    this.showValue();
  }

  private get field(): TextField {
    return this.renderRoot.querySelector('vscode-text-field') as TextField;
  }

  private showValue(): void {
    this.field.value = this.value === null ? '' : String(this.value);
  }

  private changed(event: Event): void {
    event.stopPropagation();
    const typed = this.field.value.trim();
    const parsed = typed === '' ? null : Number(typed.replace(',', '.'));
    if (parsed === null ? this.optional : Number.isFinite(parsed)) {
      this.value = parsed === null ? null : this.bounded(parsed);
      this.dispatchEvent(new Event('change'));
    }
    this.showValue();
  }

  private bounded(value: number): number {
    return Math.min(this.max, Math.max(this.min, this.whole ? Math.round(value) : value));
  }
}

customElements.define('loupe-number', LoupeNumber);
