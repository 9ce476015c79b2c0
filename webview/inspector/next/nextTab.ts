import type { TextField } from '@vscode/webview-ui-toolkit';
import { css, html, nothing } from 'lit';
import { accessibleName } from '../../ui/accessibleName';
import { bits, integer } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import '../../ui/sliderField';
import { numberField } from '../../ui/numberField';
import { emptyState, missingSlice } from '../emptyState';
import { StoreElement } from '../storeElement';
import '../tokens/heatLegend';
import './continuationText';
import './distributionTable';
import { foundTokens } from './foundTokens';
import { isNeutral, samplingControls } from './samplingControls';

/** What the model would say next, reshaped as one likes, and the text as it then goes on. */
export class NextTab extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 14px;
        max-width: 980px;
      }
      .sampling {
        display: grid;
        gap: 10px 14px;
      }
      @container (min-width: 480px) {
        .sampling {
          grid-template-columns: repeat(3, minmax(0, 1fr));
        }
      }
      .earlier {
        opacity: 0.55;
      }
      vscode-text-field.find {
        flex: 0 1 320px;
      }
      .found .token {
        font-weight: 600;
        white-space: pre;
      }
      section {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const { reading, view, continuation, state } = store;
    if (!state?.subject || !reading) return emptyState(store);
    const { distribution, appended, problem } = continuation;
    const earlier = store.readingIsEarlier || continuation.distributionIsEarlier;
    const locked = state.saved === true || earlier || continuation.full || continuation.running;
    return html`
      <section class=${store.readingIsEarlier ? 'earlier' : ''}>
        <continuation-text .store=${store} .reading=${reading} .tokens=${appended}></continuation-text>
        ${this.steps()}
      </section>
      ${problem ? html`<p role="alert">${problem}</p>` : nothing}
      <section>
        ${samplingControls(view.sampling, (part) => store.look({ sampling: { ...store.view.sampling, ...part } }))}
        <p class="faint">
          ${t('Applied in this order: temperature, then top-k, then top-p. Rank, logit, probability and entropy are raw.')}
        </p>
      </section>
      ${
        distribution
          ? html`<section class=${earlier ? 'earlier' : ''}>
              <div class="row spread">
                <vscode-text-field
                  class="find"
                  placeholder=${t('Find a token; a leading space counts')}
                  ${accessibleName(t('Find a token'))}
                  .value=${view.find}
                  @input=${this.search}
                ></vscode-text-field>
                <span class="faint number">${t('Raw entropy {0}', bits(distribution.entropy))}</span>
              </div>
              ${foundTokens(distribution, locked, (tokenId) => void continuation.step({ tokenId }))}
              <distribution-table
                .distribution=${distribution}
                ?reshaped=${!isNeutral(view.sampling)}
                ?locked=${locked}
                @tokenchoose=${({ detail }: CustomEvent<{ id: number }>) => void continuation.step({ tokenId: detail.id })}
              ></distribution-table>
              <div class="row">${this.moreRows(distribution.rows.length)}</div>
            </section>`
          : missingSlice(store, problem)
      }
    `;
  }

  private steps() {
    const { store } = this;
    const { continuation } = store;
    const { running, appended } = continuation;
    const seed = () => store.view.seed ?? store.state?.seed ?? 1;
    const choice = () => ({ sampling: store.view.sampling, seed: seed() });
    const isSaved = store.state?.saved === true;
    const stopped = isSaved || store.readingIsEarlier || continuation.full || continuation.ended;
    return html`<div class="row">
      <vscode-button ?disabled=${stopped || running} @click=${() => void continuation.step(choice())}>
        ${t('Step')}
      </vscode-button>
      ${
        running
          ? html`<vscode-button @click=${() => continuation.pause()}>${t('Pause')}</vscode-button>`
          : html`<vscode-button ?disabled=${stopped} @click=${() => void continuation.start(choice)}>${t('Run')}</vscode-button>`
      }
      <vscode-button
        appearance="secondary"
        ?disabled=${isSaved || appended.length === 0}
        @click=${() => void continuation.stepBack()}
        >${t('Step back')}</vscode-button
      >
      ${numberField({
        label: t('Seed'),
        hint: t('The same seed gives the same token at the same place'),
        value: seed(),
        whole: true,
        change: (value) => store.look({ seed: value }),
      })}
      <span class="faint" role="status">
        ${
          isSaved
            ? t('A saved run does not go on: it does not have its model.')
            : continuation.full
              ? t('The model’s context is full.')
              : continuation.ended
                ? t('The model ended the text.')
                : appended.length > 0
                  ? t('{0} appended, underlined', integer(appended.length))
                  : nothing
        }
      </span>
      <heat-legend></heat-legend>
    </div>`;
  }

  private moreRows(shown: number) {
    const { view } = this.store;
    if (shown < view.rows || view.rows >= 320) return nothing;
    return html`<vscode-button appearance="secondary" @click=${() => this.store.look({ rows: view.rows * 2 })}>
      ${t('More rows')}
    </vscode-button>`;
  }

  private search(event: Event): void {
    this.store.look({ find: (event.target as TextField).value });
  }
}

customElements.define('next-tab', NextTab);
