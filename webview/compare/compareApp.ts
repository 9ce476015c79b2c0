import { css, html, LitElement, nothing } from 'lit';
import type { CellKey, CompareSnapshot } from '../../src/protocol/compareApi';
import type { SetupEdit } from '../../src/protocol/compareEdits';
import { canRun, runnableSetup } from '../../src/protocol/compareResults';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import { CompareStore } from './compareStore';
import './emptyState';
import './resultGrid';
import './resultToolbar';
import './runBar';
import './setupForm';

/** The Compare panel: what to run above, what came of it below. */
export class LoupeCompare extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        padding: 0 16px 24px;
      }
      loupe-run-bar {
        position: sticky;
        top: 0;
        z-index: 30;
      }
      details > summary {
        cursor: pointer;
        padding: 6px 0;
      }
      summary h2 {
        display: inline;
      }
      .setup {
        border-bottom: 1px solid var(--loupe-line);
        padding-bottom: 12px;
        margin-bottom: 12px;
      }
      loupe-result-toolbar {
        scroll-margin-top: 110px;
      }
      .problem {
        border-inline-start: 3px solid var(--vscode-errorForeground);
        padding-inline-start: 8px;
        margin: 8px 0;
      }
      @media (max-width: 400px) {
        :host {
          padding: 0 10px 24px;
        }
      }
    `,
  ];

  private readonly store = new CompareStore();
  private revealOutputs = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.onDidChange(() => this.requestUpdate());
    void this.store.start();
  }

  protected override render() {
    const { snapshot, problem } = this.store;
    return html`
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      ${snapshot ? this.panel(snapshot) : nothing}
    `;
  }

  private panel(snapshot: CompareSnapshot) {
    const { store } = this;
    const { setup, models, results, presets, presetLanguage } = snapshot;
    return html`
      <loupe-run-bar
        .results=${results}
        .presets=${presets}
        .presetLanguage=${presetLanguage}
        .runnable=${canRun(runnableSetup(setup, models))}
        .undoable=${store.replaced !== null}
        @run=${() => this.run()}
        @cancel=${() => store.cancel()}
        @preset=${(event: CustomEvent<number>) => store.applyPreset(presets[event.detail])}
        @undo=${() => store.undoPreset()}
      ></loupe-run-bar>
      <details
        class="setup"
        ?open=${store.look.setupOpen}
        @toggle=${(event: Event) => {
          const { open } = event.target as HTMLDetailsElement;
          if (open !== store.look.setupOpen) store.setLook({ setupOpen: open });
        }}
      >
        <summary><h2>${t('Setup')}</h2> <span class="faint">${this.summary(snapshot)}</span></summary>
        <loupe-compare-setup
          .setup=${setup}
          .models=${models}
          @edit=${(event: CustomEvent<SetupEdit>) => store.edit(event.detail)}
          @add-selection=${() => store.addSelection()}
          @add-files=${() => store.addFiles()}
        ></loupe-compare-setup>
      </details>
      ${results ? this.results(snapshot) : this.empty(snapshot)}
    `;
  }

  private results({ results, models }: CompareSnapshot) {
    const { store } = this;
    return html`
      <loupe-result-toolbar
        .results=${results}
        .look=${store.look}
        @show=${(event: CustomEvent<'probability' | 'differences'>) => store.setLook({ show: event.detail })}
        @export=${(event: CustomEvent<'json' | 'markdown'>) => store.export(event.detail)}
      ></loupe-result-toolbar>
      <loupe-result-grid
        .results=${results}
        .models=${models}
        .look=${store.look}
        @reference=${(event: CustomEvent<CellKey>) => store.setLook({ reference: event.detail })}
      ></loupe-result-grid>
    `;
  }

  private empty({ presets, presetLanguage }: CompareSnapshot) {
    return html`<loupe-compare-empty
      .presets=${presets}
      .presetLanguage=${presetLanguage}
      @preset=${(event: CustomEvent<number>) => {
        this.store.applyPreset(presets[event.detail]);
        this.run();
      }}
    ></loupe-compare-empty>`;
  }

  private run(): void {
    this.revealOutputs = true;
    this.store.run();
  }

  /** Brings the outputs of a run begun here into view if they begin below the fold. */
  protected override updated(): void {
    if (!this.revealOutputs || !this.store.snapshot?.results?.running) return;
    this.revealOutputs = false;
    const outputs = this.renderRoot.querySelector('loupe-result-toolbar');
    if (outputs && outputs.getBoundingClientRect().top > window.innerHeight * 0.6) outputs.scrollIntoView();
  }

  private summary({ setup, models }: CompareSnapshot): string {
    const runnable = runnableSetup(setup, models);
    return t(
      'Prompts: {0} · Models: {1} · Repeats: {2}',
      runnable.prompts.length,
      runnable.models.length,
      setup.repeats,
    );
  }
}

customElements.define('loupe-compare', LoupeCompare);
