import type { TextField } from '@vscode/webview-ui-toolkit';
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { accessibleName } from './accessibleName';

interface NumberField {
  label: string;
  hint?: string;
  placeholder?: string;
  /** Null shows an empty field. */
  value: number | null;
  /** Bounds; a number beyond goes to the bound. 0 and none by default. */
  min?: number;
  max?: number;
  /** Only whole numbers: others are rounded. */
  whole: boolean;
  /** Told when the person changes it. */
  change(value: number): void;
  /** Told when the person empties it; without this, an empty field goes back to the value before. */
  cleared?(): void;
}

/**
 * A number with its label, of class `number-field`: beside each other, or as a grid below each other. What is no number goes
 * back to the value before.
 */
export function numberField(field: NumberField): TemplateResult {
  const { label, hint = '', placeholder = '', value, whole } = field;
  const shown = value === null ? '' : String(value);
  const changed = (event: Event) => {
    const input = event.target as TextField;
    const typed = input.value.trim();
    const number = typed === '' ? Number.NaN : Number(typed.replace(',', '.'));
    if (typed === '' && field.cleared) field.cleared();
    else if (!Number.isFinite(number)) input.value = shown;
    else {
      const taken = bounded(number, field);
      input.value = String(taken);
      field.change(taken);
    }
  };
  return html`<span class="number-field" title=${hint}>
    <span aria-hidden="true">${label}</span>
    <vscode-text-field
      size="5"
      ${accessibleName(label)}
      inputmode=${whole ? 'numeric' : 'decimal'}
      placeholder=${placeholder}
      .value=${live(shown)}
      @change=${changed}
    ></vscode-text-field>
  </span>`;
}

function bounded(value: number, { min = 0, max = Number.MAX_SAFE_INTEGER, whole }: NumberField): number {
  return Math.min(max, Math.max(min, whole ? Math.round(value) : value));
}
