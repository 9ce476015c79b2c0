import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../ui/l10n';
import type { InspectorStore } from './store';
import './emptyNote';

/** What a tab shows while there is nothing of its own to show: what is going on, or what to do. */
export function emptyState(store: InspectorStore): TemplateResult {
  const { state, busy } = store;
  if (busy) return html`<empty-note busy>${t('Reading the text…')}</empty-note>`;
  if (state?.phase.kind === 'failed') {
    return html`<empty-note>${t('There is no result: the message above says why.')}</empty-note>`;
  }
  if (!state?.subject) {
    return html`<empty-note heading=${t('Nothing is inspected yet')}>
      ${t('Select text in an editor and run “Loupe: Inspect Selection”. Without a selection the document is taken.')}
      <vscode-button slot="action" @click=${() => store.command('inspect', undefined)}>${t('Inspect now')}</vscode-button>
    </empty-note>`;
  }
  if (state.subject.text === '')
    return html`<empty-note>${t('There is no text yet. Write or select some in the editor.')}</empty-note>`;
  return html`<empty-note>
    ${t('The text was not read.')}
    <vscode-button slot="action" @click=${() => store.command('inspect', undefined)}>${t('Inspect again')}</vscode-button>
  </empty-note>`;
}

/** The place of a slice of the reading that is not there yet; where it failed, the message above says why. */
export function missingSlice(store: InspectorStore, problem: string | null): TemplateResult | typeof nothing {
  if (store.readingIsEarlier) return emptyState(store);
  return problem ? nothing : html`<empty-note busy>${t('Reading…')}</empty-note>`;
}
