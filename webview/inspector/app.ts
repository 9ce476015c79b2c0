import { css, html, nothing } from 'lit';
import type { InspectorTab } from '../../src/protocol/inspectorApi';
import { errorText } from '../ui/errorText';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import './header';
import './emptyNote';
import './notice';
import './tokens/tokensTab';
import { SteadyHeight } from './steadyHeight';
import type { InspectorStore } from './store';
import { StoreElement } from './storeElement';

const prefix = 'tab-';

/** Scripts of the tabs that are imported when they are first looked at: all but the one that is shown first. */
const scripts: Record<Exclude<InspectorTab, 'tokens'>, () => Promise<unknown>> = {
  attention: () => import('./attention/attentionTab'),
  next: () => import('./next/nextTab'),
  layers: () => import('./layers/layersTab'),
  trace: () => import('./trace/traceTab'),
};

/** The whole page: header, what is the matter if anything is, and the tabs, of which only the chosen one is built. */
export class InspectorApp extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100vh;
        --tab-gap: clamp(10px, calc(22px - (400px - 100vw) * 0.1), 22px);
      }
      inspector-header,
      inspector-notice {
        flex: none;
      }
      vscode-panels {
        flex: 1;
        min-height: 0;
        overflow: hidden;
        /* The toolkit's own columns grow with the tabs' names, and the page with them. */
        grid-template-columns: auto minmax(0, 1fr) auto;
      }
      vscode-panels::part(tablist) {
        padding-inline: 16px;
        column-gap: var(--tab-gap);
        box-sizing: border-box;
        max-width: 100vw;
        overflow-x: auto;
      }
      vscode-panel-tab {
        white-space: nowrap;
      }
      vscode-panels::part(tabpanel) {
        min-height: 0;
        border-top: 1px solid var(--loupe-line);
      }
      vscode-panel-view {
        display: block;
        height: 100%;
        padding: 0;
        border: 0;
        overflow: auto;
        container-type: inline-size;
      }
      vscode-panel-view[hidden] {
        display: none;
      }
      /* Until the toolkit defines them: the tabs' names in a row, the chosen content below. */
      vscode-panels:not(:defined) {
        display: flex;
        flex-flow: row wrap;
        align-content: flex-start;
        column-gap: var(--tab-gap);
      }
      vscode-panel-tab:not(:defined) {
        line-height: 33px;
      }
      vscode-panel-tab:not(:defined):first-of-type {
        margin-inline-start: 17px;
      }
      vscode-panel-view:not(:defined) {
        flex: 0 0 100%;
        height: auto;
        border-top: 1px solid var(--loupe-line);
        line-height: normal;
      }
      vscode-panel-view:not(:defined):empty {
        display: none;
      }
      .tab {
        box-sizing: border-box;
        padding: 12px 16px 24px;
      }
    `,
  ];

  private readonly height = new SteadyHeight();
  private shown: Pick<InspectorStore, 'reading' | 'tokenization'> | null = null;

  protected override willUpdate(): void {
    const { reading, tokenization } = this.store;
    if (reading === this.shown?.reading && tokenization === this.shown.tokenization) return;
    this.shown = { reading, tokenization };
    this.height.release();
  }

  protected override render() {
    const { store } = this;
    const { tab } = store.view;
    const names: Record<InspectorTab, string> = {
      tokens: t('Tokens'),
      attention: t('Attention'),
      next: t('Next token'),
      layers: t('Layers'),
      trace: t('Trace'),
    };
    const contents = {
      tokens: () => html`<tokens-tab class="tab" .store=${store}></tokens-tab>`,
      attention: () => html`<attention-tab class="tab" .store=${store}></attention-tab>`,
      next: () => html`<next-tab class="tab" .store=${store}></next-tab>`,
      layers: () => html`<layers-tab class="tab" .store=${store}></layers-tab>`,
      trace: () => html`<trace-tab class="tab" .store=${store}></trace-tab>`,
    };
    const tabs = Object.keys(names) as InspectorTab[];
    const content = tab === 'tokens' || customElements.get(`${tab}-tab`) ? contents[tab] : () => this.waitFor(tab);
    return html`
      <inspector-header .store=${store}></inspector-header>
      <inspector-notice .store=${store}></inspector-notice>
      <vscode-panels aria-label=${t('Views of the inspected text')} activeid=${prefix + tab} @change=${this.choose}>
        ${tabs.map((id) => html`<vscode-panel-tab id=${prefix + id}>${names[id]}</vscode-panel-tab>`)}
        ${tabs.map(
          (id) => html`<vscode-panel-view
            id=${`view-${id}`}
            @pointermove=${({ currentTarget }: Event) => this.holdHeight(currentTarget as Element)}
            @pointerleave=${() => this.height.release()}
            @scroll=${({ currentTarget }: Event) => this.holdHeight(currentTarget as Element)}
            >${id === tab ? content() : nothing}</vscode-panel-view
          >`,
        )}
      </vscode-panels>
    `;
  }

  /** The wheel brings other content under the pointer, which may have less to tell. */
  private holdHeight(view: Element): void {
    const content = view.firstElementChild;
    if (content && view.matches(':hover')) this.height.hold(content as HTMLElement);
  }

  private waitFor(tab: keyof typeof scripts) {
    scripts[tab]().then(
      () => this.requestUpdate(),
      (error) => this.store.tell(errorText(error)),
    );
    return html`<empty-note class="tab" busy>${t('Reading…')}</empty-note>`;
  }

  private choose(event: CustomEvent): void {
    // The tabs' contents fire `change` as well.
    if (event.target !== event.currentTarget) return;
    const { id } = event.detail as HTMLElement;
    this.store.look({ tab: id.slice(prefix.length) as InspectorTab });
  }
}

customElements.define('loupe-inspector', InspectorApp);
