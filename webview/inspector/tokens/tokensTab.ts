import { html, nothing } from 'lit';
import type { TextRange } from '../../../src/protocol/generation';
import { type TokenSpan, tokenRange, tokensIn } from '../../../src/protocol/tokenLookup';
import type { Tokenization } from '../../../src/protocol/tokens';
import type { TokenEvent, TokenStrip } from '../../drawing/tokenStrip';
import { t } from '../../ui/l10n';
import { rememberLast } from '../../ui/rememberLast';
import { sharedStyles } from '../../ui/sharedStyles';
import { emptyState } from '../emptyState';
import { sameRange } from '../marks';
import { StoreElement } from '../storeElement';
import { textSize } from '../textSize';
import type { TokensView } from '../view';
import './heatLegend';
import './tokenCard';
import { positionOf, type Scores, scoresOf } from './scores';
import { tokensControls } from './tokensControls';
import { tokensTabStyles } from './tokensTabStyles';
import { findsOf } from './tools/finds';
import type { GoEvent } from './tools/tokenTools';
import { totals } from './totals';
import { viewSwitchStyles } from './viewSwitch';

/** Elements of the other views, and how to get them. */
const otherViews: Record<Exclude<TokensView, 'text'>, [element: string, load: () => Promise<unknown>]> = {
  sideBySide: ['tokenizers-side-by-side', () => import('./sideBySide/tokenizersSideBySide')],
  chat: ['chat-view', () => import('./chat/chatView')],
  vocabulary: ['vocabulary-browser', () => import('./vocabulary/vocabularyBrowser')],
};

/** How the chosen tokenizer splits the text, and how expected each token was to the model. */
export class TokensTab extends StoreElement {
  static override styles = [sharedStyles, tokensTabStyles, viewSwitchStyles];

  /** The strip gets another array only when there is something else to show. */
  private readonly scores = rememberLast(scoresOf);
  private readonly finds = rememberLast(findsOf);
  /** What is selected next goes from the token selected before to this one. */
  private extends = false;
  /** Which token was pointed at and which chosen: tokens that share a character share its range, which marks all of them. */
  private readonly meant: { hovered: number | null; selected: number | null } = { hovered: null, selected: null };

  protected override render() {
    const { store } = this;
    const { state, tokenization, reading, view } = store;
    if (!state?.subject || !tokenization) return emptyState(store);
    const scores = reading && this.scores(tokenization, reading);
    const controls = tokensControls(store, state, tokenization, scores !== null);
    if (view.tokensView !== 'text') return [controls, this.otherView(view.tokensView)];
    const { search, searchBy } = view;
    const found =
      search === '' || store.tokenizationIsEarlier
        ? null
        : this.finds(state.subject.text, tokenization.tokens, searchBy, search);
    const heat = view.surprisal ? (scores?.heat ?? null) : null;
    return html`
      ${controls}
      ${this.tools(tokenization, found?.spans ?? null)}
      <div class="columns ${store.tokenizationIsEarlier ? 'earlier' : ''}">
        <loupe-token-strip
          label=${t('Tokens of the text')}
          .tokens=${tokenization.tokens}
          .heat=${heat}
          .notes=${found?.notes ?? null}
          ?whitespace=${view.whitespace}
          ?ids=${view.ids}
          @tokenhover=${this.hovered}
          @tokenselect=${this.selected}
          @click=${this.extendedBy}
          @keydown=${this.extendedBy}
        ></loupe-token-strip>
        <aside>
          ${heat ? html`<heat-legend></heat-legend>` : nothing} ${this.card(tokenization, scores)}
          ${view.origin ? this.origin(tokenization) : nothing}
          ${totals(tokenization, store.tokenizationIsEarlier ? null : textSize(state.subject.text))}
        </aside>
      </div>
    `;
  }

  /** Scripts of their own, loaded when they are first looked at. */
  private otherView(view: Exclude<TokensView, 'text'>) {
    const { store } = this;
    const [element, load] = otherViews[view];
    if (!this.loaded(element, load)) return nothing;
    if (view === 'sideBySide') return html`<tokenizers-side-by-side .store=${store}></tokenizers-side-by-side>`;
    if (view === 'chat') return html`<chat-view .store=${store}></chat-view>`;
    return html`<vocabulary-browser .store=${store}></vocabulary-browser>`;
  }

  private tools({ tokens }: Tokenization, found: TokenSpan[] | null) {
    if (!this.loaded('token-tools', () => import('./tools/tokenTools'))) return nothing;
    return html`<token-tools
      .store=${this.store}
      .tokens=${tokens}
      .found=${found}
      .selected=${this.spanOf(this.store.marks.selected)}
      @go=${this.go}
    ></token-tools>`;
  }

  /** Whether an element is there to be rendered; has its script loaded where it is not. */
  private loaded(element: string, load: () => Promise<unknown>): boolean {
    if (customElements.get(element)) return true;
    load().then(
      () => this.requestUpdate(),
      (error) => console.error(error),
    );
    return false;
  }

  private go({ detail: { span } }: GoEvent): void {
    this.meant.selected = span.first;
    this.store.marks.select(this.rangeOf(span));
    this.renderRoot.querySelector<TokenStrip>('loupe-token-strip')?.reveal(span.first);
  }

  /** Before the strip hears of a click or a key: whether it adds to what is selected. */
  private readonly extendedBy = {
    capture: true,
    handleEvent: (event: MouseEvent | KeyboardEvent) => {
      this.extends = event.shiftKey;
    },
  };

  protected override updated(): void {
    this.paintMarks();
  }

  protected override marksChanged(): void {
    this.requestUpdate();
  }

  private card({ tokens }: Tokenization, scores: Scores | null) {
    const index = this.marked(this.store.marks.hovered ? 'hovered' : 'selected');
    if (index === null) {
      const next =
        tokens.ids.length > 0
          ? t('Point at a token, or select one, to see its numbers.')
          : t('There is no text yet. Write or select some in the editor.');
      return html`<div class="card faint figures">${next}</div>`;
    }
    const position = scores && positionOf(scores, index);
    return html`<token-card
      class="card figures"
      aria-live="polite"
      .tokens=${tokens}
      .index=${index}
      .reading=${scores?.reading ?? null}
      .position=${position}
      ?origin=${this.store.view.origin}
      @origin=${() => this.store.look({ origin: !this.store.view.origin })}
      @reveal=${() => this.store.command('reveal', { range: tokenRange(tokens, index) })}
    ></token-card>`;
  }

  /** How the selected token came to be; not the one under the pointer, which changes faster than one reads. */
  private origin(tokenization: Tokenization) {
    const { origins } = this.store;
    const index = this.marked('selected');
    if (index === null) return nothing;
    void import('./origin/tokenOriginView').catch((error) => console.error(error));
    origins.want(tokenization, index);
    const origin = origins.shown(tokenization);
    if (origins.problem) return html`<div class="card" role="alert">${origins.problem}</div>`;
    if (!origin) return html`<div class="card faint" role="status">${t('Reading…')}</div>`;
    return html`<token-origin class="card" .origin=${origin} .tokens=${tokenization.tokens}></token-origin>`;
  }

  private hovered({ detail: { index } }: TokenEvent): void {
    this.meant.hovered = index;
    this.store.marks.hover(index === null ? null : this.rangeOf({ first: index, end: index + 1 }));
    // Another part of the same character: the mark is the same.
    this.requestUpdate();
  }

  private selected({ detail: { index } }: TokenEvent): void {
    const anchor = this.extends && index !== null ? this.anchor() : null;
    this.meant.selected = anchor ?? index;
    if (index === null) this.store.marks.select(null);
    else {
      const ends = [anchor ?? index, index].sort((a, b) => a - b);
      this.store.marks.select(this.rangeOf({ first: ends[0], end: ends[1] + 1 }));
    }
  }

  /** The token that a selection goes on from: the one that was chosen first, if it is still within what is selected. */
  private anchor(): number | null {
    const span = this.spanOf(this.store.marks.selected);
    const { selected } = this.meant;
    if (!span) return null;
    return selected !== null && selected >= span.first && selected < span.end ? selected : span.first;
  }

  private rangeOf({ first, end }: TokenSpan): TextRange | null {
    const { tokenization, tokenizationIsEarlier } = this.store;
    if (!tokenization || tokenizationIsEarlier) return null;
    const { tokens } = tokenization;
    return { start: tokenRange(tokens, first).start, end: tokenRange(tokens, end - 1).end };
  }

  private paintMarks(): void {
    const { selected, hovered } = this.store.marks;
    const strip = this.renderRoot.querySelector<TokenStrip>('loupe-token-strip');
    strip?.mark(this.spanOf(selected), this.spanOf(hovered));
  }

  /** The token that a mark means, which may be one of several. */
  private marked(kind: 'hovered' | 'selected'): number | null {
    const range = this.store.marks[kind];
    const span = this.spanOf(range);
    if (!span) return null;
    const meant = this.meant[kind] ?? span.first;
    return sameRange(range, this.rangeOf({ first: meant, end: meant + 1 })) ? meant : span.first;
  }

  /** The shown tokens of a range; none while they are an earlier text's, whose offsets mean something else. */
  private spanOf(range: TextRange | null): TokenSpan | null {
    const { tokenization, tokenizationIsEarlier } = this.store;
    return range && tokenization && !tokenizationIsEarlier ? tokensIn(tokenization.tokens, range) : null;
  }
}

customElements.define('tokens-tab', TokensTab);
