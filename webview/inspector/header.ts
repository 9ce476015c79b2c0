import { css, html, nothing } from 'lit';
import type { InspectionPhase, InspectionSubject } from '../../src/protocol/inspectorApi';
import { plural } from '../../src/protocol/plural';
import type { Reading } from '../../src/protocol/runs';
import type { Tokenization } from '../../src/protocol/tokens';
import { checkbox } from '../ui/checkbox';
import { cssVariables } from '../ui/cssVariables';
import type { LoupeDropdown } from '../ui/dropdown';
import { integer } from '../ui/format';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import { StoreElement } from './storeElement';
import { textSize } from './textSize';

/** What is inspected, by which model, how large it is, and what is going on. */
export class InspectorHeader extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 6px;
        padding: 10px 16px 8px;
        background: var(--loupe-card);
        border-bottom: 1px solid var(--loupe-line);
      }
      .subject {
        display: flex;
        align-items: center;
        gap: 4px 12px;
        min-height: 26px;
      }
      .what {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .what b {
        font-weight: 600;
      }
      .state {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      vscode-progress-ring {
        width: 16px;
        height: 16px;
      }
      .counts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
      }
      .counts b {
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      /* Names may be longer than the panel is wide. */
      .counts > * {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .context {
        display: inline-flex;
        align-items: center;
        gap: 8px;
      }
      .context .bar {
        flex: none;
        width: 72px;
      }
      .context .number {
        white-space: normal;
      }
    `,
  ];

  protected override render() {
    const { state } = this.store;
    if (!state) return nothing;
    return html`
      <div class="subject">
        <span class="what">${state.subject ? subjectLine(state.subject, state.edited) : nothing}</span>
        <span class="state" role="status">${this.phase(state.phase)}</span>
        ${
          state.saved
            ? html`<span class="faint">${t('Saved run')}</span>`
            : checkbox({
                label: t('Pin'),
                hint: t('Keep this text while the selection in the editor changes'),
                checked: state.pinned,
                changed: (pinned) => this.store.command('setPinned', { pinned }),
              })
        }
      </div>
      <div class="row spread">
        <span class="row">
          <loupe-dropdown
            label=${t('Model')}
            .options=${state.models.map(({ id, name }) => ({ value: id, label: name }))}
            .value=${state.model}
            @change=${(event: Event) => this.store.command('setModel', { model: (event.target as LoupeDropdown).value })}
          ></loupe-dropdown>
          ${state.saved ? this.savedActions(state.subject !== null) : this.liveActions()}
        </span>
        ${state.subject ? this.counts(state.subject) : nothing}
      </div>
    `;
  }

  private liveActions() {
    const { reading, readingIsEarlier } = this.store;
    const save = t('Save this run to a file that opens without the model');
    return html`${this.link('manageModels', t('Models…'))}
    ${reading && !readingIsEarlier ? this.link('saveRun', t('Save Run…'), save) : nothing}`;
  }

  private savedActions(hasText: boolean) {
    const inspect = t('Opens the text and has a model read it, which a saved run does not have');
    return hasText ? this.link('inspect', t('Inspect this text'), inspect) : nothing;
  }

  private link(command: 'manageModels' | 'saveRun' | 'inspect', label: string, hint = '') {
    const act = (event: Event) => {
      event.preventDefault();
      this.store.command(command, undefined);
    };
    return html`<vscode-link href="#" role="button" title=${hint} @click=${act}>${label}</vscode-link>`;
  }

  private counts({ text }: InspectionSubject) {
    const { tokenization, tokenizationIsEarlier, reading, readingIsEarlier } = this.store;
    const { characters, bytes } = textSize(text);
    return html`<span class="counts">
      ${tokenization && !tokenizationIsEarlier ? this.tokens(tokenization) : nothing}
      <span>${counted(characters, t('character'), t('characters'))}</span>
      <span>${counted(bytes, t('byte'), t('bytes'))}</span>
      ${reading && !readingIsEarlier ? this.context(reading) : nothing}
    </span>`;
  }

  /** By whom, where it is not the model: then the context beside it counts other tokens. */
  private tokens({ tokens, tokenizer }: Tokenization) {
    const count = counted(tokens.ids.length, t('token'), t('tokens'));
    return html`<span>${count} ${this.store.byModel ? nothing : html`<span class="faint">(${tokenizer})</span>`}</span>`;
  }

  private context(reading: Reading) {
    const { tokens, context } = reading;
    const { state, byModel } = this.store;
    const used = tokens.ids.length + this.shownBeyond(reading);
    const model = state?.models.find(({ id }) => id === state.model)?.name ?? '';
    return html`<span class="context" title=${t('Tokens of the model’s context in use')}>
      <span class="bar" ${cssVariables({ '--share': used / context })}></span>
      <span class="number">
        ${t('{0} of {1} context', integer(used), integer(context))}
        ${byModel ? nothing : html`<span class="faint">(${model})</span>`}
      </span>
    </span>`;
  }

  /** Appended tokens, in the tabs that show them. */
  private shownBeyond(reading: Reading): number {
    const { view, continuation } = this.store;
    if (view.tab === 'next') return continuation.appended.length;
    const isOfLayers = view.tab === 'attention' || view.tab === 'layers';
    return isOfLayers ? this.store.attendedTokens(reading).length : 0;
  }

  private phase(phase: InspectionPhase) {
    if (phase.kind === 'idle' || phase.kind === 'failed') return nothing;
    const text =
      phase.kind === 'starting'
        ? t('Starting…')
        : phase.total > 0
          ? t('Reading {0} of {1}', integer(phase.done), integer(phase.total))
          : t('Reading…');
    return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
      <span class="number">${text}</span>
      <vscode-button appearance="secondary" @click=${() => this.store.command('cancel', undefined)}>
        ${t('Cancel')}
      </vscode-button>`;
  }
}

const counted = (count: number, one: string, other: string) =>
  html`<b>${integer(count)}</b> ${plural(count, one, other)}`;

function subjectLine({ document, line, selection }: InspectionSubject, edited: boolean) {
  const which = selection ? t('selection from line {0}', line) : t('whole document');
  return html`<b title=${document}>${document}</b> <span class="faint">· ${which}</span>
    ${edited ? html`<span title=${t('The document does not hold this text any more')}>· ${t('edited since')}</span>` : nothing}`;
}

customElements.define('inspector-header', InspectorHeader);
