import { css, html, LitElement } from 'lit';
import { live } from 'lit/directives/live.js';
import { sharedStyles } from './sharedStyles';

/**
 * A number with a slider and a field that show the same: `<loupe-slider label="…" min="0" max="2" step="0.05"
 * .value=${…} @change=${…}>`. Fires `change` while the slider moves, so that what depends on it follows at once. What is
 * typed into the field may be beyond the slider's end, and is brought to the nearest step.
 */
export class LoupeSlider extends LitElement {
  static override properties = {
    label: {},
    hint: {},
    note: {},
    disabled: { type: Boolean },
    min: { type: Number },
    max: { type: Number },
    step: { type: Number },
    value: { attribute: false },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 8px;
        align-items: center;
        min-width: 150px;
      }
      .label {
        white-space: nowrap;
      }
      .note {
        text-align: end;
      }
      input:disabled {
        opacity: 0.5;
      }
      input[type='range'] {
        width: 100%;
        margin: 0;
        /* A colour too near to the page's makes browsers draw the whole slider for the other kind of theme. */
        accent-color: var(--loupe-probability);
      }
      input[type='number'] {
        width: 6ch;
        box-sizing: content-box;
        padding: 2px 4px;
        font: inherit;
        color: var(--vscode-input-foreground);
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
        border-radius: 2px;
      }
    `,
  ];

  declare label: string;
  declare hint: string;
  /** What the present value means, in words. */
  declare note: string;
  declare disabled: boolean;
  declare min: number;
  declare max: number;
  declare step: number;
  declare value: number;

  constructor() {
    super();
    this.label = '';
    this.hint = '';
    this.note = '';
    this.disabled = false;
    this.min = 0;
    this.max = 1;
    this.step = 0.01;
    this.value = 0;
  }

  protected override render() {
    const { label, hint, min, max, step, value, disabled } = this;
    return html`<span class="label" title=${hint}>${label}</span><span class="note faint">${this.note}</span>
      <input
        type="range"
        aria-label=${label}
        min=${min}
        max=${max}
        step=${step}
        .value=${live(String(value))}
        ?disabled=${disabled}
        @input=${this.changed}
      />
      <input
        type="number"
        aria-label=${label}
        min=${min}
        step=${step}
        .value=${live(String(value))}
        ?disabled=${disabled}
        @change=${this.changed}
      />`;
  }

  private changed(event: Event): void {
    event.stopPropagation();
    const typed = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isNaN(typed)) this.requestUpdate();
    else {
      this.value = this.nearestStep(typed);
      this.dispatchEvent(new Event('change'));
    }
  }

  private nearestStep(typed: number): number {
    const { min, step } = this;
    const steps = Math.max(0, Math.round((typed - min) / step));
    // Without the noise of binary fractions: 0.05 × 3 is 0.15.
    return Number((min + steps * step).toFixed(6));
  }
}

customElements.define('loupe-slider', LoupeSlider);
