import { html, nothing, type TemplateResult } from 'lit';
import { integer } from '../../ui/format';
import { t } from '../../ui/l10n';
import type { SliceProgress } from './slice';

/** How far weights are that are computed anew, with a way to stop; nothing while none are. */
export function sliceProgress(progress: SliceProgress | null, cancel: () => void): TemplateResult | typeof nothing {
  if (!progress) return nothing;
  return html`<p class="row" role="status">
    <span class="number">
      ${t('Computing attention: row {0} of {1}', integer(progress.done), integer(progress.total))}
    </span>
    <vscode-button appearance="secondary" @click=${cancel}>${t('Cancel')}</vscode-button>
  </p>`;
}
