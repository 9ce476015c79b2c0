import { css, html, type PropertyValues } from 'lit';
import type { TextRange } from '../../../src/protocol/generation';
import type { GeneratedToken, Reading } from '../../../src/protocol/runs';
import { tokenRange, tokensIn } from '../../../src/protocol/tokenLookup';
import type { TokenTable } from '../../../src/protocol/tokens';
import '../../drawing/generatedStrip';
import { heatStep } from '../../drawing/scales';
import { sliceTable } from '../../drawing/sliceTable';
import type { TokenEvent, TokenStrip } from '../../drawing/tokenStrip';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { StoreElement } from '../storeElement';
import { tokenReadout } from '../tokenReadout';

/** Tokens of the text shown before what was appended. */
const tailLength = 60;

/** The end of the text and what was appended to it, token by token, tinted by how probable each was. */
export class ContinuationText extends StoreElement {
  static override properties = {
    ...StoreElement.properties,
    reading: { attribute: false },
    tokens: { attribute: false },
    pointed: { state: true },
    chosen: { state: true },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .text {
        /* A height of its own: what is below stays under the pointer as the text grows. */
        height: calc(4 * 1.75em + 22px);
        overflow: auto;
        resize: vertical;
        font-family: var(--loupe-mono);
        font-size: var(--loupe-mono-size);
        line-height: 1.75;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      loupe-generated-strip {
        --token-line: 2px solid var(--loupe-answer);
      }
      .end {
        margin-inline: 2px;
        border-inline-start: 2px solid var(--loupe-mark);
      }
      .readout {
        min-height: 1.5em;
        margin-top: 6px;
      }
    `,
  ];

  declare reading: Reading;
  /** Appended ones, oldest first. */
  declare tokens: readonly GeneratedToken[];
  /** Of the appended ones, under the pointer or chosen last. */
  declare pointed: number | null;
  declare chosen: number | null;
  /** The end of the text, where the continuation begins. */
  private tail: { first: number; table: TokenTable; heat: Uint8Array } | undefined;

  constructor() {
    super();
    this.tokens = [];
    this.pointed = null;
    this.chosen = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('reading')) return;
    const { tokens, logprobs } = this.reading;
    const count = tokens.ids.length;
    const first = Math.max(0, count - tailLength);
    const heat = Uint8Array.from(logprobs.subarray(first), (logprob) => heatStep(-logprob));
    this.tail = { first, table: sliceTable(tokens, first, count), heat };
  }

  protected override render() {
    const { tokens, tail } = this;
    const { whitespace } = this.store.view;
    const shown = tokens[this.pointed ?? this.chosen ?? tokens.length - 1];
    // White space within the box is text: its parts follow each other without any.
    const text = html`<loupe-token-strip
      inline
      class="tail"
      label=${t('The end of the text')}
      .tokens=${tail?.table ?? null}
      .heat=${tail?.heat ?? null}
      ?whitespace=${whitespace}
      @tokenhover=${({ detail }: TokenEvent) => this.store.marks.hover(this.rangeOf(detail.index))}
      @tokenselect=${({ detail }: TokenEvent) => this.store.marks.select(this.rangeOf(detail.index))}
    ></loupe-token-strip>`;
    const appended = html`<loupe-generated-strip
      inline
      label=${t('Appended tokens')}
      .tokens=${tokens}
      ?whitespace=${whitespace}
      @tokenhover=${({ detail }: TokenEvent) => {
        this.pointed = detail.index;
      }}
      @tokenselect=${({ detail }: TokenEvent) => {
        this.chosen = detail.index;
      }}
    ></loupe-generated-strip>`;
    const end = html`<span class="end" title=${t('The next token comes here')}></span>`;
    return html`<div class="card text">${tail?.first ? '…' : ''}${text}${appended}${end}</div>
      <p class="readout" aria-live="polite">
        ${shown ? tokenReadout(shown) : html`<span class="faint">${t('Nothing is appended yet: take a step, or choose a row.')}</span>`}
      </p>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('tokens') || changed.has('reading')) requestAnimationFrame(() => this.showEnd());
    this.marksChanged();
  }

  /** Where the next token comes. To be called when the strips have rendered, which they do after this element. */
  private showEnd(): void {
    const box = this.renderRoot.querySelector('.text');
    if (box) box.scrollTop = box.scrollHeight;
  }

  protected override marksChanged(): void {
    const { tail } = this;
    const { selected, hovered } = this.store.marks;
    const strip = this.renderRoot.querySelector<TokenStrip>('loupe-token-strip');
    const find = (range: TextRange | null) => (range && tail ? tokensIn(tail.table, range) : null);
    if (strip && !this.store.readingIsEarlier) strip.mark(find(selected), find(hovered));
  }

  private rangeOf(index: number | null): TextRange | null {
    const { tail } = this;
    return index === null || !tail || this.store.readingIsEarlier ? null : tokenRange(tail.table, index);
  }
}

customElements.define('continuation-text', ContinuationText);
