import { html, nothing } from 'lit';
import type { Reading } from '../../../src/protocol/runs';
import type { Tokenization } from '../../../src/protocol/tokens';
import { heatStep } from '../../drawing/scales';
import type { TokenEvent, TokenStrip } from '../../drawing/tokenStrip';
import { tokenRange, tokensIn } from '../../drawing/tokenTable';
import { decimal, integer } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { emptyState } from '../emptyState';
import { StoreElement } from '../storeElement';
import { type TextSize, textSize } from '../textSize';
import { alignment } from './alignment';
import './heatLegend';
import './tokenCard';
import { tokensControls } from './tokensControls';
import { tokensTabStyles } from './tokensTabStyles';

/** The model's numbers for a tokenization: `shift` is the token that the reading's first one is. */
interface Scores {
  tokenization: Tokenization;
  reading: Reading;
  shift: number | null;
  /** [T of the tokenization] */
  heat: Uint8Array;
}

/** How the chosen tokenizer splits the text, and how expected each token was to the model. */
export class TokensTab extends StoreElement {
  static override styles = [sharedStyles, tokensTabStyles];

  /** Of the pair last shown, so that the strip gets another array only when there is something else to show. */
  private scores: Scores | null = null;

  protected override render() {
    const { store } = this;
    const { state, tokenization, view } = store;
    if (!state?.subject || !tokenization) return emptyState(store);
    const scores = this.scoresOf(tokenization);
    const heat = view.surprisal ? (scores?.heat ?? null) : null;
    return html`
      ${tokensControls(store, state, scores !== null)}
      <div class="columns ${store.tokenizationIsEarlier ? 'earlier' : ''}">
        <loupe-token-strip
          label=${t('Tokens of the text')}
          .tokens=${tokenization.tokens}
          .heat=${heat}
          ?whitespace=${view.whitespace}
          ?ids=${view.ids}
          @tokenhover=${this.hovered}
          @tokenselect=${this.selected}
        ></loupe-token-strip>
        <aside>
          ${heat ? html`<heat-legend></heat-legend>` : nothing} ${this.card(tokenization, scores)}
          ${totals(tokenization, store.tokenizationIsEarlier ? null : textSize(state.subject.text))}
        </aside>
      </div>
    `;
  }

  protected override updated(): void {
    this.paintMarks();
  }

  protected override marksChanged(): void {
    this.requestUpdate();
  }

  private card({ tokens }: Tokenization, scores: Scores | null) {
    const range = this.store.marks.hovered ?? this.store.marks.selected;
    const span = range && tokensIn(tokens, range);
    if (!span) {
      const next =
        tokens.ids.length > 0
          ? t('Point at a token, or select one, to see its numbers.')
          : t('There is no text yet. Write or select some in the editor.');
      return html`<div class="card faint">${next}</div>`;
    }
    const position = scores?.shift == null ? null : span.first - scores.shift;
    const read = position !== null && position >= 0 && position < (scores?.reading.tokens.ids.length ?? 0);
    return html`<token-card
      class="card"
      aria-live="polite"
      .tokens=${tokens}
      .index=${span.first}
      .reading=${read ? scores?.reading : null}
      .position=${read ? position : null}
      @reveal=${() => this.store.command('reveal', { range: tokenRange(tokens, span.first) })}
    ></token-card>`;
  }

  private scoresOf(tokenization: Tokenization): Scores | null {
    const { reading } = this.store;
    if (!reading) return null;
    if (this.scores?.tokenization !== tokenization || this.scores.reading !== reading) {
      const shift = alignment(tokenization, reading);
      const heat = new Uint8Array(tokenization.tokens.ids.length).fill(255);
      if (shift !== null)
        heat.set(
          Uint8Array.from(reading.logprobs, (logprob) => heatStep(-logprob)),
          shift,
        );
      this.scores = { tokenization, reading, shift, heat };
    }
    return this.scores.shift === null ? null : this.scores;
  }

  private hovered({ detail: { index } }: TokenEvent): void {
    this.store.marks.hover(index === null ? null : this.rangeOf(index));
  }

  private selected({ detail: { index } }: TokenEvent): void {
    this.store.marks.select(index === null ? null : this.rangeOf(index));
  }

  private rangeOf(index: number) {
    const { tokenization, tokenizationIsEarlier } = this.store;
    return tokenization && !tokenizationIsEarlier ? tokenRange(tokenization.tokens, index) : null;
  }

  private paintMarks(): void {
    const { marks, tokenization } = this.store;
    const strip = this.renderRoot.querySelector<TokenStrip>('loupe-token-strip');
    if (!strip || !tokenization) return;
    const find = (range: typeof marks.selected) => range && tokensIn(tokenization.tokens, range);
    strip.mark(find(marks.selected), find(marks.hovered));
  }
}

/** `size` is that of the text that was tokenized; null where that text is gone. */
function totals({ tokens, vocabularySize, tokenizer, lossless }: Tokenization, size: TextSize | null) {
  const count = tokens.ids.length;
  const per = (amount: number | undefined) => decimal(amount && count > 0 ? amount / count : null);
  return html`<dl class="card">
    <dt>${t('Tokenizer')}</dt>
    <dd>${tokenizer}</dd>
    <dt>${t('Vocabulary')}</dt>
    <dd class="number">${integer(vocabularySize)}</dd>
    <dt>${t('Tokens')}</dt>
    <dd class="number">${integer(count)}</dd>
    <dt>${t('Bytes per token')}</dt>
    <dd class="number">${per(size?.bytes)}</dd>
    <dt>${t('Characters per token')}</dt>
    <dd class="number">${per(size?.characters)}</dd>
    ${
      lossless
        ? nothing
        : html`<dt>${t('Lossless')}</dt>
          <dd>${t('no: the tokenizer changes the text')}</dd>`
    }
  </dl>`;
}

customElements.define('tokens-tab', TokensTab);
