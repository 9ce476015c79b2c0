import type { TextField } from '@vscode/webview-ui-toolkit';
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { accessibleName } from './accessibleName';

export interface NumberField {
  label: string;
  hint: string;
  value: number;
  /** Only whole numbers. */
  whole: boolean;
  change(value: number): void;
}

/** A number of zero or more with its label before it; what is none of these goes back to the value before. */
export function numberField({ label, hint, value, whole, change }: NumberField): TemplateResult {
  const changed = (event: Event) => {
    const field = event.target as TextField;
    const typed = Number(field.value.replace(',', '.'));
    if (field.value.trim() !== '' && typed >= 0 && (whole ? Number.isInteger(typed) : Number.isFinite(typed)))
      change(typed);
    else field.value = String(value);
  };
  return html`<span class="number-field" title=${hint}>
    <span aria-hidden="true">${label}</span>
    <vscode-text-field size="5" ${accessibleName(label)} .value=${live(String(value))} @change=${changed}></vscode-text-field>
  </span>`;
}
