import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { InspectionPhase, InspectionState } from '../../src/protocol/inspectorApi';
import type { Reading } from '../../src/protocol/runs';
import { cssVariables } from '../ui/cssVariables';
import { integer } from '../ui/format';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import { StoreElement } from './storeElement';

/** What the reader must know before reading on: a failure with what mends it, or that the text is not read whole. */
export class InspectorNotice extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      .notice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
        padding: 8px 16px;
        border-bottom: 1px solid var(--loupe-line);
        background: var(--vscode-inputValidation-infoBackground);
        border-inline-start: 3px solid var(--vscode-inputValidation-infoBorder);
      }
      .failed {
        background: var(--vscode-inputValidation-errorBackground);
        border-inline-start-color: var(--vscode-inputValidation-errorBorder);
      }
      .text {
        flex: 1 1 220px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
      input {
        margin: 0;
        accent-color: var(--loupe-accent);
      }
      .part {
        position: relative;
        flex: 1 1 90px;
        max-width: 180px;
        height: 8px;
        border-radius: 2px;
        background: color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
        overflow: hidden;
      }
      .part::after {
        content: '';
        position: absolute;
        inset-block: 0;
        left: calc(var(--from) * 100%);
        width: calc(var(--share) * 100%);
        background: var(--vscode-inputValidation-infoBorder, var(--vscode-foreground));
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const { state, reading, problem } = store;
    if (!state) return nothing;
    return html`
      ${state.phase.kind === 'failed' ? this.failure(state.phase) : nothing}
      ${problem ? html`<div class="notice failed" role="alert"><span class="text">${problem}</span></div>` : nothing}
      ${reading && !store.readingIsEarlier && reading.totalTokens > reading.tokens.ids.length ? this.tooLong(state, reading) : nothing}
      ${state.subject?.cutFrom != null ? this.cut(state.subject.text.length, state.part) : nothing}
    `;
  }

  private failure({ message, action }: Extract<InspectionPhase, { kind: 'failed' }>) {
    const actions = {
      retryRuntime: { label: t('Restart the runtime'), command: 'retryRuntime' },
      inspect: { label: t('Inspect again'), command: 'inspect' },
      chooseModel: { label: t('Choose a model'), command: 'manageModels' },
    } as const;
    const chosen = action && actions[action];
    return html`<div class="notice failed" role="alert">
      <span class="text">${message}</span>
      ${
        chosen
          ? html`<vscode-button @click=${() => this.store.command(chosen.command, undefined)}>${chosen.label}</vscode-button>`
          : nothing
      }
      <vscode-button appearance="secondary" @click=${() => this.store.command('showLog', undefined)}>
        ${t('Show log')}
      </vscode-button>
    </div>`;
  }

  private tooLong(state: InspectionState, reading: Reading) {
    const length = state.subject?.text.length ?? 1;
    const used = { '--from': reading.used.start / length, '--share': (reading.used.end - reading.used.start) / length };
    const choice = (part: 'start' | 'end', label: string) => html`<label>
      <input
        type="radio"
        name="part"
        .checked=${live(state.part === part)}
        @change=${() => this.store.command('setPart', { part })}
      />
      ${label}
    </label>`;
    const counts = [integer(reading.totalTokens), integer(reading.tokens.ids.length)];
    const text =
      state.part === 'start'
        ? t('The text has {0} tokens, more than the model’s context. It reads the first {1}.', ...counts)
        : t('The text has {0} tokens, more than the model’s context. It reads the last {1}.', ...counts);
    return html`<div class="notice" role="status">
      <span class="text">${text}</span>
      <span class="part" ${cssVariables(used)}></span>
      ${
        state.saved
          ? nothing
          : html`<span class="row" role="radiogroup" aria-label=${t('Part that is read')}>
              ${choice('start', t('The start'))} ${choice('end', t('The end'))}
            </span>`
      }
    </div>`;
  }

  private cut(length: number, part: 'start' | 'end') {
    const text =
      part === 'start'
        ? t('Of this long text, only the first {0} characters are inspected.', integer(length))
        : t('Of this long text, only the last {0} characters are inspected.', integer(length));
    return html`<div class="notice" role="status"><span class="text">${text}</span></div>`;
  }
}

customElements.define('inspector-notice', InspectorNotice);
