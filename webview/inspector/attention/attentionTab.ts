import { html, nothing } from 'lit';
import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import { type TokenSpan, tokenRange, tokensIn } from '../../../src/protocol/tokenLookup';
import type { Cell } from '../../drawing/mapGeometry';
import type { HeadChoice } from '../../drawing/overviewCanvas';
import '../../drawing/overviewCanvas';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { emptyState, missingSlice } from '../emptyState';
import { StoreElement } from '../storeElement';
import { attentionTabStyles } from './attentionTabStyles';
import { comparisonView } from './comparisonView';
import type { FinderChoice } from './headFinder';
import './headFinder';
import { headSummary } from './headSummary';
import { lineView } from './lineView';
import { headWithin, isShown } from './mapChoice';
import { mapControls } from './mapControls';
import type { MapLook } from './mapLook';
import { mapView } from './mapView';
import { textsView } from './textsView';
import { textView } from './textView';
import { tokenLabels } from './tokenLabels';
import { type TokenMarker, tokenLists } from './tokenLists';

/** Where each head looks: all of them small and in the order of what they do, one or several large, and one token's row and column. */
export class AttentionTab extends StoreElement {
  static override styles = [sharedStyles, attentionTabStyles];

  /** Chosen by click or keys. */
  chosen: Cell | null = null;
  /** Under the pointer. */
  private pointed: Cell | null = null;
  private shown: Reading | null = null;

  protected override willUpdate(): void {
    const reading = this.store.attention.head?.reading ?? null;
    if (reading === this.shown) return;
    this.shown = reading;
    this.pointed = null;
    this.chosen = null;
  }

  protected override render() {
    const { store } = this;
    const { reading, view } = store;
    if (!store.state?.subject || !reading) return emptyState(store);
    if (!reading.attention.available) {
      return html`<empty-note heading=${t('Attention is not available')}>${t(reading.attention.reason)}</empty-note>`;
    }
    const counts = reading.attention;
    const chosen = headWithin(counts, view);
    const { overview, head, problem } = store.attention;
    const stale = (slice: { reading: Reading } | null) => (this.isEarlier(slice) ? 'earlier' : '');
    const choose = ({ detail }: CustomEvent<HeadChoice>) => store.look({ ...detail, combine: null });
    return html`
      ${mapControls(store, counts)} ${problem ? html`<p role="alert">${problem}</p>` : nothing}
      <div class="columns">
        <div class="overview ${stale(overview)}">
          <overview-canvas
            label=${t('All heads: layers downwards, heads to the right. Arrow keys choose one.')}
            .overview=${overview?.value ?? null}
            .chosen=${chosen}
            .shown=${(other: HeadChoice) => isShown(counts, view, other)}
            @headselect=${choose}
          ></overview-canvas>
        </div>
        ${
          overview
            ? html`<head-finder
                class="finder ${stale(overview)}"
                .statistics=${overview.value.statistics}
                .probe=${store.attention.probe(reading)}
                .heads=${overview.value.heads}
                .choice=${view}
                .chosen=${chosen}
                @headselect=${choose}
                @finderchange=${({ detail }: CustomEvent<FinderChoice>) => store.look(detail)}
              ></head-finder>`
            : nothing
        }
        ${
          overview && !view.combine
            ? html`<div class="summary ${stale(overview)}">
                ${headSummary(overview, chosen)}
                ${view.dropSink ? html`<p class="faint hint">${t('These figures still count the first token.')}</p>` : nothing}
              </div>`
            : nothing
        }
        <div class="map ${stale(head)}">${head ? this.map(head.value, head.reading) : missingSlice(store, problem)}</div>
        <div class="lists ${stale(head)}">
          ${head ? tokenLists(this.lookAt(head.value, head.reading), this.markOther(head.reading)) : nothing}
        </div>
      </div>
    `;
  }

  private map(map: AttentionMap, reading: Reading) {
    const look = this.lookAt(map, reading);
    switch (this.store.view.attentionView) {
      case 'map':
        return mapView(look);
      case 'beside':
      case 'difference':
        return comparisonView(look);
      case 'texts':
        return textsView(look);
      case 'text':
        return textView(look);
      case 'lines':
        return lineView(look);
    }
  }

  /** Whether a picture is of an earlier reading: it stays until its successor is there, with its own labels, and marks nothing. */
  private isEarlier(slice: { reading: Reading } | null): boolean {
    return slice !== null && (this.store.readingIsEarlier || slice.reading.runId !== this.store.reading?.runId);
  }

  protected override marksChanged(): void {
    this.requestUpdate();
  }

  private lookAt(map: AttentionMap, reading: Reading): MapLook {
    return {
      store: this.store,
      map,
      reading,
      labels: tokenLabels(reading),
      cell: this.cell(map),
      token: this.focusToken(map, reading),
      marked: this.markedTokens(reading),
      point: (cell) => this.point(cell, reading),
      choose: (cell) => this.choose(cell, reading),
    };
  }

  private markOther(reading: Reading): TokenMarker {
    return {
      hover: (token) => this.markToken(token, reading),
      select: (token) => this.selectToken(token, reading),
    };
  }

  /** The token whose row and column are listed: the pointed or chosen cell's query, else the selected one, else the last. */
  private focusToken(map: AttentionMap, reading: Reading): number {
    const { selected } = this.store.marks;
    const span = selected && !this.isEarlier({ reading }) ? tokensIn(reading.tokens, selected) : null;
    return this.pointed?.query ?? span?.first ?? this.cell(map)?.query ?? map.tokens - 1;
  }

  private cell(map: AttentionMap): Cell | null {
    const cell = this.pointed ?? this.chosen;
    return cell && cell.query < map.tokens && cell.key < map.tokens ? cell : null;
  }

  private markedTokens(reading: Reading): TokenSpan | null {
    const range = this.store.marks.hovered ?? this.store.marks.selected;
    return range && !this.isEarlier({ reading }) ? tokensIn(reading.tokens, range) : null;
  }

  private point(cell: Cell | null, reading: Reading): void {
    // A strip that is tinted anew puts new tokens under the pointer, which tells again.
    if (cell?.query === this.pointed?.query && cell?.key === this.pointed?.key) return;
    this.pointed = cell;
    this.markToken(cell?.query ?? null, reading);
    this.requestUpdate();
  }

  private choose(cell: Cell | null, reading: Reading): void {
    this.chosen = cell;
    this.pointed = null;
    if (cell) this.selectToken(cell.query, reading);
    this.requestUpdate();
  }

  private markToken(token: number | null, reading: Reading): void {
    if (this.isEarlier({ reading })) return;
    this.store.marks.hover(token === null ? null : tokenRange(reading.tokens, token));
  }

  private selectToken(token: number, reading: Reading): void {
    if (!this.isEarlier({ reading })) this.store.marks.select(tokenRange(reading.tokens, token));
  }
}

customElements.define('attention-tab', AttentionTab);
