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
    const { setup, models, results, presets } = snapshot;
    const setupOpen = store.look.setupOpen || results === null;
    return html`
      <loupe-run-bar
        .results=${results}
        .presets=${presets}
        .setup=${runnableSetup(setup, models)}
        .earlier=${store.resultsAreEarlier}
        .undoable=${store.look.replaced !== null}
        @run=${() => this.run()}
        @cancel=${() => store.cancel()}
        @preset=${(event: CustomEvent<number>) => {
          store.applyPreset(presets[event.detail]);
          store.setLook({ setupOpen: true });
        }}
        @undo=${() => store.undoPreset()}
      ></loupe-run-bar>
      <details
        class="setup"
        ?open=${setupOpen}
        @toggle=${(event: Event) => {
          const { open } = event.target as HTMLDetailsElement;
          // Told too, and late, when it was drawn open or closed: only what differs from that was the person's doing.
          if (open !== setupOpen) store.setLook({ setupOpen: open });
        }}
      >
        <summary><h2>${t('Setup')}</h2> <span class="faint">${this.summary(snapshot)}</span></summary>
        <loupe-compare-setup
          .setup=${setup}
          .models=${models}
          @edit=${(event: CustomEvent<SetupEdit>) => store.edit(event.detail)}
          @add-selection=${() => store.addSelection()}
          @add-files=${() => store.addFiles()}
          @run=${() => this.run()}
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

  private empty({ presets }: CompareSnapshot) {
    return html`<loupe-compare-empty
      .presets=${presets}
      @preset=${(event: CustomEvent<number>) => {
        this.store.applyPreset(presets[event.detail]);
        this.run();
      }}
    ></loupe-compare-empty>`;
  }

  /** Shows the outputs from their beginning. The keyboard stays where the setup opens again, if it was in there. */
  private run(): void {
    const { snapshot } = this.store;
    if (!snapshot || !canRun(runnableSetup(snapshot.setup, snapshot.models))) return;
    const setup = this.renderRoot.querySelector('.setup');
    if (setup?.matches(':focus-within')) setup.querySelector('summary')?.focus();
    this.store.run();
    window.scrollTo({ top: 0 });
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
