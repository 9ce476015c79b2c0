import { html, nothing, type TemplateResult } from 'lit';
import type { Reading } from '../../../src/protocol/runs';
import { tokenCount } from '../../ui/format';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';
import { tokenLabels } from './tokenLabels';

/** Tokens that tell which text it is. */
const named = 10;

/** Which text is kept, and how to keep this one or let that go. */
export function keptText(store: InspectorStore, reading: Reading): TemplateResult {
  const { keptReading: kept } = store;
  const button = (text: string, keep: boolean) =>
    html`<vscode-button appearance="secondary" @click=${() => store.command('keepReading', { keep })}>${text}</vscode-button>`;
  return html`<div class="row">
    ${
      kept
        ? html`<span class="kept">${keptLine(kept)}</span>`
        : html`<span class="faint">${t('Keep this text, then inspect another: its attention stays to compare with.')}</span>`
    }
    ${kept?.runId === reading.runId ? nothing : button(t('Keep this text'), true)}
    ${kept ? button(t('Let go'), false) : nothing}
  </div>`;
}

/** Which text it is, for people. */
export const keptLine = (kept: Reading) => t('Kept: “{0}”, {1}', shortName(kept), tokenCount(kept.tokens.ids.length));

function shortName(reading: Reading): string {
  const labels = tokenLabels(reading);
  return labels.slice(0, named).join('') + (labels.length > named ? '…' : '');
}
