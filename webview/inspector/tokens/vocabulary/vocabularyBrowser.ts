import type { TextField } from '@vscode/webview-ui-toolkit';
import { css, html, nothing } from 'lit';
import { hex, parseHex, spacedHex } from '../../../../src/protocol/bytes';
import type { Disposable } from '../../../../src/protocol/disposable';
import { tokenizerKey } from '../../../../src/protocol/tokenizerNames';
import type { TokenText } from '../../../../src/protocol/tokens';
import type { VocabularyFilter, VocabularyKind, VocabularyOrder } from '../../../../src/protocol/vocabulary';
import { tokenLabel } from '../../../drawing/tokenText';
import { accessibleName } from '../../../ui/accessibleName';
import type { LoupeDropdown } from '../../../ui/dropdown';
import { integer } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import { StoreElement } from '../../storeElement';
import type { SearchBy } from '../tools/tokenSearch';
import { VocabularyLoader } from './vocabularyLoader';
import './vocabularyList';
import type { RowEvent, RowsEvent, VocabularyList } from './vocabularyList';

/** All tokens of the chosen tokenizer, filtered and sorted by the runtime. */
export class VocabularyBrowser extends StoreElement {
  static override properties = { ...StoreElement.properties, selected: { state: true } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 10px;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
      }
      vscode-text-field {
        width: 170px;
      }
      loupe-dropdown {
        --loupe-dropdown-layer: 2;
      }
      .token {
        font-size: 1.2em;
        overflow-wrap: anywhere;
      }
    `,
  ];

  private loader: VocabularyLoader | undefined;
  private watch: Disposable | undefined;
  private tokenizer = '';
  /** A row. */
  declare selected: number;

  constructor() {
    super();
    this.selected = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // With the host's news, not with each rendering: what failed must not be asked for ever.
    this.watch = this.store.changed.on(() => this.loader?.forgive());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watch?.dispose();
    this.loader?.cancel();
  }

  protected override willUpdate(): void {
    const { state } = this.store;
    const tokenizer = state ? tokenizerKey(state.tokenizer) : '';
    if (tokenizer !== this.tokenizer) this.selected = 0;
    this.tokenizer = tokenizer;
  }

  protected override render() {
    const { store } = this;
    const { state, view } = store;
    if (!state) return nothing;
    this.loader ??= new VocabularyLoader(store.host, () => this.requestUpdate());
    const filter = filterOf(view.vocabularyBy, view.vocabularyFind, view.vocabularyKind);
    if (filter) this.loader.want({ tokenizer: state.tokenizer, ...filter, order: view.vocabularyOrder });
    const { shown, problem } = this.loader;
    const row = shown?.at(this.selected) ?? null;
    return html`
      ${this.controls(filter !== null)}
      ${problem ? html`<p role="alert">${problem}</p>` : nothing}
      ${
        shown
          ? html`<p role="status" class="number faint">
              ${t('{0} of {1} tokens', integer(shown.total), integer(shown.vocabularySize))}
            </p>
            <vocabulary-list
              .total=${shown.total}
              .rowAt=${(index: number) => shown.at(index)}
              .selected=${this.selected}
              @rowsinsight=${({ detail }: RowsEvent) => this.loader?.wantRows(detail.first, detail.end)}
              @rowselect=${({ detail }: RowEvent) => {
                this.selected = detail.index;
              }}
            ></vocabulary-list>
            ${row ? this.card(row) : nothing}`
          : html`<p class="faint" role="status">${t('Reading…')}</p>`
      }
    `;
  }

  private controls(valid: boolean) {
    const { store } = this;
    const { vocabularyBy, vocabularyFind, vocabularyKind, vocabularyOrder } = store.view;
    const value = (event: Event) => (event.target as LoupeDropdown).value;
    const look = (change: Parameters<typeof store.look>[0]) => {
      this.selected = 0;
      this.renderRoot.querySelector<VocabularyList>('vocabulary-list')?.toTop();
      store.look(change);
    };
    const hints: Record<SearchBy, string> = {
      text: t('Text as it is written'),
      id: t('Ids: 100-200'),
      bytes: t('Bytes: E4 BD A0'),
    };
    return html`<div class="row" role="search">
      <loupe-dropdown
        label=${t('With')}
        .options=${[
          { value: 'text', label: t('text') },
          { value: 'id', label: t('ids') },
          { value: 'bytes', label: t('bytes') },
        ]}
        .value=${vocabularyBy}
        @change=${(event: Event) => look({ vocabularyBy: value(event) as SearchBy })}
      ></loupe-dropdown>
      <vscode-text-field
        placeholder=${hints[vocabularyBy]}
        ${accessibleName(t('Filter tokens'))}
        .value=${vocabularyFind}
        @input=${(event: Event) => look({ vocabularyFind: (event.target as TextField).value })}
      ></vscode-text-field>
      <loupe-dropdown
        label=${t('Kind')}
        .options=${[
          { value: 'all', label: t('all') },
          { value: 'special', label: t('special') },
          { value: 'byte', label: t('one byte') },
          { value: 'partial', label: t('parts of characters'), title: t('Their bytes are not whole UTF-8 characters') },
        ]}
        .value=${vocabularyKind}
        @change=${(event: Event) => look({ vocabularyKind: value(event) as VocabularyKind })}
      ></loupe-dropdown>
      <loupe-dropdown
        label=${t('Order')}
        .options=${[
          { value: 'id', label: t('by id') },
          { value: 'longest', label: t('longest first') },
          { value: 'shortest', label: t('shortest first') },
        ]}
        .value=${vocabularyOrder}
        @change=${(event: Event) => look({ vocabularyOrder: value(event) as VocabularyOrder })}
      ></loupe-dropdown>
      ${
        valid
          ? nothing
          : html`<span class="faint" role="status"
              >${t('Not what is looked for: {0}', vocabularyBy === 'id' ? t('ids') : t('bytes'))}</span
            >`
      }
    </div>`;
  }

  private card({ id, bytes }: TokenText) {
    const { store } = this;
    const copy = (label: string, text: string) => html`<vscode-link
      href="#"
      role="button"
      @click=${(event: Event) => {
        event.preventDefault();
        store.command('copy', { text });
      }}
      >${label}</vscode-link
    >`;
    return html`<div class="card row spread" aria-live="polite">
      <span>
        <span class="token mono">${tokenLabel(bytes)}</span>
        <span class="faint">${t('Id')} ${id} · ${spacedHex(bytes)}</span>
      </span>
      <span class="row">
        ${copy(t('Copy id'), String(id))} ${copy(t('Copy bytes'), hex(bytes))}
        <vscode-link
          href="#"
          role="button"
          @click=${(event: Event) => {
            event.preventDefault();
            store.look({ tokensView: 'text', searchBy: 'id', search: String(id) });
          }}
          >${t('Find in the text')}</vscode-link
        >
      </span>
    </div>`;
  }
}

/** Null for what is no such filter. */
function filterOf(by: SearchBy, find: string, kind: VocabularyKind): VocabularyFilter | null {
  const all = { kind, holds: new Uint8Array(0), ids: null };
  if (find === '') return all;
  if (by === 'text') return { ...all, holds: new TextEncoder().encode(find) };
  if (by === 'bytes') {
    const holds = parseHex(find);
    return holds && { ...all, holds };
  }
  const [, first, last] = /^\s*(\d+)\s*(?:[-–…]\s*(\d+)\s*)?$/.exec(find) ?? [];
  return first === undefined ? null : { ...all, ids: { first: Number(first), last: Number(last ?? first) } };
}

customElements.define('vocabulary-browser', VocabularyBrowser);
