import type { TextArea } from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { accessibleName } from '../../../ui/accessibleName';

interface JsonFieldParts {
  /** What one opens to see it. */
  summary: string;
  label: string;
  placeholder: string;
  value: string;
  /** What is not right with the value yet. */
  problem: string | null;
  change(value: string): void;
}

/** JSON to be written by hand, folded away at first where there is none. */
export function jsonField({ summary, label, placeholder, value, problem, change }: JsonFieldParts): TemplateResult {
  return html`<details ?open=${guard([], () => value !== '')}>
    <summary>${summary}</summary>
    <vscode-text-area
      class="mono"
      rows="4"
      resize="vertical"
      ${accessibleName(label)}
      placeholder=${placeholder}
      .value=${value}
      @input=${(event: Event) => change((event.target as TextArea).value)}
    ></vscode-text-area>
    ${problem === null ? nothing : html`<p role="status">${problem}</p>`}
  </details>`;
}
