import type { Checkbox } from '@vscode/webview-ui-toolkit';
import { html, type TemplateResult } from 'lit';

interface CheckboxOptions {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  /** Told when the person changes it. */
  changed(checked: boolean): void;
}

/**
 * A check box that tells of what the person did only. The toolkit's own reports changes made by the program too: the
 * listener stands before `checked`, so that it knows the new value when that report comes.
 */
export function checkbox({ label, hint = '', checked, disabled = false, changed }: CheckboxOptions): TemplateResult {
  return html`<vscode-checkbox
    @change=${(event: Event) => {
      const now = (event.target as Checkbox).checked;
      if (now !== checked) changed(now);
    }}
    .checked=${checked}
    ?disabled=${disabled}
    title=${hint}
    >${label}</vscode-checkbox
  >`;
}
