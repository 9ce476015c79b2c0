import { css, html, nothing } from 'lit';
import type { InspectionState } from '../../../../src/protocol/inspectorApi';
import { tokenizerKey } from '../../../../src/protocol/tokenizerNames';
import { type EncodingName, encodingModels, type TokenizerRef } from '../../../../src/protocol/tokens';
import { checkbox } from '../../../ui/checkbox';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import { StoreElement } from '../../storeElement';
import { textSize } from '../../textSize';
import './alignedStrip';
import type { AlignedRow, AlignedStrip, RangeEvent } from './alignedStrip';
import { ComparedTokenizations } from './comparedTokenizations';
import { summaryTable } from './summaryTable';

type Choice = InspectionState['tokenizers'][number];

/** The inspected text under several tokenizers: how many tokens each makes, and where each cuts. */
export class TokenizersSideBySide extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 12px;
      }
      .choices {
        gap: 0 14px;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
      }
      th {
        font-weight: normal;
        color: var(--loupe-faint);
        text-align: start;
        vertical-align: bottom;
      }
      th.number {
        white-space: normal;
      }
      th,
      td {
        padding: 2px 14px 2px 0;
      }
      th.number,
      td.number {
        text-align: end;
      }
      /* Stays when the figures are scrolled. */
      .name {
        white-space: nowrap;
        position: sticky;
        inset-inline-start: 0;
        background: var(--vscode-editor-background);
      }
      .price .number-field > :first-child {
        display: none;
      }
      @container (max-width: 440px) {
        .more {
          display: none;
        }
        th,
        td {
          padding-inline-end: 8px;
        }
      }
    `,
  ];

  private compared: ComparedTokenizations | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.compared?.stop();
  }

  protected override render() {
    const { store } = this;
    const { state, view } = store;
    if (!state?.subject) return nothing;
    const { text } = state.subject;
    this.compared ??= new ComparedTokenizations(store.host, () => this.requestUpdate());
    const chosen = chosenTokenizers(state, view.beside);
    this.compared.want(
      text,
      state.special,
      chosen.map(({ ref }) => ref),
    );
    const outcomes = chosen.map((choice) => ({ ...choice, outcome: this.compared?.outcome(choice.ref) ?? null }));
    const rows = outcomes.flatMap(({ name, outcome }): AlignedRow[] =>
      outcome && 'tokenization' in outcome ? [{ name, tokenization: outcome.tokenization }] : [],
    );
    const prices = outcomes.map(({ ref, name, outcome }) => {
      const key = tokenizerKey(ref);
      return { key, name, outcome, price: view.prices[key] ?? null };
    });
    return html`
      <div class="row choices" role="group" aria-label=${t('Tokenizers to compare')}>
        ${state.tokenizers.map((choice) => this.choice(choice, chosen))}
      </div>
      <div class="scroll">
        ${summaryTable(prices, textSize(text), (key, price) => this.setPrice(key, price))}
      </div>
      <aligned-strip
        .text=${text}
        .rows=${rows}
        ?whitespace=${view.whitespace}
        @rangehover=${({ detail }: RangeEvent) => store.marks.hover(detail.range)}
        @rangeselect=${({ detail }: RangeEvent) => store.marks.select(detail.range)}
      ></aligned-strip>
    `;
  }

  protected override updated(): void {
    this.marksChanged();
  }

  protected override marksChanged(): void {
    const { selected, hovered } = this.store.marks;
    const strip = this.renderRoot.querySelector<AlignedStrip>('aligned-strip');
    void strip?.updateComplete.then(() => strip.mark(selected, hovered));
  }

  private choice({ ref, name }: Choice, chosen: readonly Choice[]) {
    const is = chosen.some((one) => tokenizerKey(one.ref) === tokenizerKey(ref));
    return checkbox({
      label: name,
      hint: ref.kind === 'encoding' ? t(encodingModels[ref.name as EncodingName]) : '',
      checked: is,
      // One at least.
      disabled: is && chosen.length === 1,
      changed: (add) => {
        const keys = chosen.map((one) => tokenizerKey(one.ref));
        const beside = add ? [...keys, tokenizerKey(ref)] : keys.filter((key) => key !== tokenizerKey(ref));
        this.store.look({ beside });
      },
    });
  }

  private setPrice(key: string, price: number | null): void {
    const { [key]: _, ...others } = this.store.view.prices;
    this.store.look({ prices: price === null ? others : { ...others, [key]: price } });
  }
}

/** Those that the reader chose and that there are, in the order of the list; else the chosen tokenizer and two well-known encodings. */
function chosenTokenizers({ tokenizers, tokenizer }: InspectionState, beside: readonly string[] | null): Choice[] {
  const usual: TokenizerRef[] = [
    tokenizer,
    { kind: 'encoding', name: 'o200k_base' },
    { kind: 'encoding', name: 'gpt2' },
  ];
  const keys = new Set(beside ?? usual.map(tokenizerKey));
  const found = tokenizers.filter(({ ref }) => keys.has(tokenizerKey(ref)));
  return found.length > 0 ? found : tokenizers.slice(0, 1);
}

customElements.define('tokenizers-side-by-side', TokenizersSideBySide);
