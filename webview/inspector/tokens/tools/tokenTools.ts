import type { TextField } from '@vscode/webview-ui-toolkit';
import { css, html, nothing } from 'lit';
import { hex } from '../../../../src/protocol/bytes';
import { tokenItems } from '../../../../src/protocol/tokenItems';
import { type TokenSpan, tokenBytes } from '../../../../src/protocol/tokenLookup';
import type { TokenTable } from '../../../../src/protocol/tokens';
import { accessibleName } from '../../../ui/accessibleName';
import type { LoupeDropdown } from '../../../ui/dropdown';
import { integer } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import { StoreElement } from '../../storeElement';
import { compareSpans, type SearchBy } from './tokenSearch';

export type GoEvent = CustomEvent<{ span: TokenSpan }>;

/** Looks for tokens, and copies them. Fires `go` with the find that is gone to. */
export class TokenTools extends StoreElement {
  static override properties = {
    ...StoreElement.properties,
    tokens: { attribute: false },
    found: { attribute: false },
    selected: { attribute: false },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: center;
        gap: 6px 20px;
      }
      vscode-text-field {
        width: 170px;
      }
      loupe-dropdown {
        --loupe-dropdown-layer: 2;
      }
      /* As wide as the longest that it may say: the text below must not move when a token of it is clicked. */
      [data-longest] {
        display: inline-block;
      }
      [data-longest]::after {
        content: attr(data-longest);
        display: block;
        height: 0;
        overflow: hidden;
        visibility: hidden;
        white-space: pre;
      }
    `,
  ];

  declare tokens: TokenTable;
  /** What was found of the store's search; null where nothing is looked for, or what is cannot be. */
  declare found: TokenSpan[] | null;
  declare selected: TokenSpan | null;

  protected override render() {
    return html`${this.search()} ${this.copying()}`;
  }

  private search() {
    const { found, store } = this;
    const { searchBy, search } = store.view;
    const hints: Record<SearchBy, string> = {
      text: t('Any text, also across tokens'),
      id: t('Ids: 1 22 333'),
      bytes: t('Bytes: E4 BD A0'),
    };
    const arrow = (label: string, sign: string, step: 1 | -1) => html`<vscode-button
      appearance="icon"
      aria-label=${label}
      title=${label}
      ?disabled=${!found?.length}
      @click=${() => this.go(step)}
      >${sign}</vscode-button
    >`;
    return html`<span class="row" role="search">
      <loupe-dropdown
        label=${t('Find')}
        .options=${[
          { value: 'text', label: t('text') },
          { value: 'id', label: t('ids') },
          { value: 'bytes', label: t('bytes') },
        ]}
        .value=${searchBy}
        @change=${(event: Event) => store.look({ searchBy: (event.target as LoupeDropdown).value as SearchBy })}
      ></loupe-dropdown>
      <vscode-text-field
        placeholder=${hints[searchBy]}
        ${accessibleName(t('Find tokens'))}
        .value=${search}
        @input=${(event: Event) => store.look({ search: (event.target as TextField).value })}
        @keydown=${this.key}
      ></vscode-text-field>
      ${arrow(t('Previous find'), '↑', -1)} ${arrow(t('Next find'), '↓', 1)}
      <span class="number faint" role="status" data-longest=${found?.length ? foundTexts(found.length).join('\n') : nothing}
        >${search === '' ? nothing : this.foundText()}</span
      >
    </span>`;
  }

  private foundText() {
    const { found } = this;
    if (this.store.tokenizationIsEarlier) return nothing;
    if (!found) return t('Not what is looked for: {0}', this.store.view.searchBy === 'id' ? t('ids') : t('bytes'));
    if (found.length === 0) return t('nothing found');
    const at = this.current();
    return foundTexts(found.length, at + 1)[at >= 0 ? 1 : 0];
  }

  /** Index of the find that is selected; −1 where none is. */
  private current(): number {
    const { selected } = this;
    return (this.found ?? []).findIndex(({ first, end }) => first === selected?.first && end === selected.end);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.go(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') this.store.look({ search: '' });
  }

  /** To the next find from where the selection is, and around the end. */
  private go(step: 1 | -1): void {
    const { found } = this;
    if (!found?.length) return;
    const from = this.selected ?? { first: -1, end: 0 };
    const before = found.filter((span) => compareSpans(span, from) < 0).length;
    const upTo = found.filter((span) => compareSpans(span, from) <= 0).length;
    const index = (step === 1 ? upTo : before - 1 + found.length) % found.length;
    this.dispatchEvent(new CustomEvent('go', { detail: { span: found[index] } }));
  }

  private copying() {
    const { tokens, selected } = this;
    const span = selected ?? { first: 0, end: tokens.ids.length };
    const [all, chosen] = copyTexts(tokens.ids.length, span.end - span.first);
    const link = (label: string, hint: string, text: () => string) => html`<vscode-link
      href="#"
      role="button"
      title=${hint}
      @click=${(event: Event) => {
        event.preventDefault();
        this.store.command('copy', { text: text() });
      }}
      >${label}</vscode-link
    >`;
    return html`<span class="row" role="group" aria-label=${t('Copy')}>
      <span class="faint number" data-longest=${copyTexts(tokens.ids.length).join('\n')}>${selected ? chosen : all}</span>
      ${link(t('ids'), t('As a list of numbers'), () => `[${tokens.ids.subarray(span.first, span.end).join(', ')}]`)}
      ${link(t('bytes'), t('In hexadecimal, a token a line'), () => bytesText(tokens, span))}
      ${link('JSON', t('Index, id, bytes and offsets of each'), () => itemsText(tokens, span))}
    </span>`;
  }
}

/** Of `count` finds: how many there are, and which of them is selected, by default the last. */
const foundTexts = (count: number, at = count): [string, string] => [
  t('{0} found', integer(count)),
  t('{0} of {1}', integer(at), integer(count)),
];

/** Of `count` tokens: before the links that copy them all, and before those that copy the selected ones, by default all. */
const copyTexts = (count: number, selected = count): [string, string] => [
  t('Copy all {0}:', integer(count)),
  t('Copy {0} selected:', integer(selected)),
];

function bytesText(tokens: TokenTable, { first, end }: TokenSpan): string {
  return Array.from({ length: end - first }, (_, i) => hex(tokenBytes(tokens, first + i))).join('\n');
}

/** As `loupe tokens --json` lists them. */
function itemsText(tokens: TokenTable, span: TokenSpan): string {
  const items = Array.from(tokenItems(tokens, span), (item) => JSON.stringify({ ...item, bytes: hex(item.bytes) }));
  return `[\n${items.map((item) => `  ${item}`).join(',\n')}\n]`;
}

customElements.define('token-tools', TokenTools);
