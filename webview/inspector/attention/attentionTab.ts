import { html, nothing } from 'lit';
import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import { type TokenSpan, tokenRange, tokensIn } from '../../../src/protocol/tokenLookup';
import type { Cell } from '../../drawing/mapGeometry';
import type { HeadChoice } from '../../drawing/overviewCanvas';
import '../../drawing/overviewCanvas';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { appendedNote } from '../appendedNote';
import { emptyState, missingSlice } from '../emptyState';
import { StoreElement } from '../storeElement';
import { attendedLabels } from './attendedLabels';
import { isSliced } from './attention';
import { attentionTabStyles } from './attentionTabStyles';
import { comparisonView } from './comparisonView';
import type { FinderChoice } from './headFinder';
import './headFinder';
import './editorTint';
import { headSummary } from './headSummary';
import { lineView } from './lineView';
import './long/longMap';
import { headWithin, isShown, mapParams } from './mapChoice';
import { mapControls, mapName } from './mapControls';
import { mapExport, mapExports } from './mapExports';
import type { MapLook } from './mapLook';
import { mapStyles } from './mapStyles';
import { mapView } from './mapView';
import { weightsOf } from './readings';
import { sliceProgress } from './sliceProgress';
import { textsView } from './textsView';
import { textView } from './textView';
import { tokenLists } from './tokenLists';
import { weightStory } from './weightStory/weightStory';

/** Where each head looks: all of them small and in the order of what they do, one or several large, and one token's row and column. */
export class AttentionTab extends StoreElement {
  static override styles = [sharedStyles, mapStyles, attentionTabStyles];

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
    const { overview, head, problem, progress } = store.attention;
    const appended = store.attendedTokens(reading);
    const sliced = isSliced({ reading, appended }, view, store.keptReading);
    const stale = (slice: { reading: Reading } | null) => (this.isEarlier(slice) ? 'earlier' : '');
    const isStale = this.isEarlier(head) || !store.attention.isCurrent;
    const choose = ({ detail }: CustomEvent<HeadChoice>) => store.look({ ...detail, combine: null });
    return html`
      ${mapControls(store, counts)} ${problem ? html`<p role="alert">${problem}</p>` : nothing}
      ${appendedNote(appended)} ${sliceProgress(progress, () => store.attention.cancel())}
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
        ${
          sliced
            ? html`<long-map
                class="wide ${this.isEarlier({ reading }) ? 'earlier' : ''}"
                .store=${store}
                .reading=${reading}
                .choice=${mapParams(counts, view)}
                .name=${mapName(view, counts)}
                .appended=${appended}
              ></long-map>`
            : html`<div class="map ${isStale ? 'earlier' : ''}">
                  ${head ? this.map(head.value, head.reading) : missingSlice(store, problem)}
                </div>
                <div class="lists ${isStale ? 'earlier' : ''}">
                  ${head ? this.lists(head.value, head.reading) : nothing}
                  ${head ? this.tint(head.value, head.reading) : nothing}
                </div>`
        }
      </div>
      ${sliced ? nothing : weightStory(store, view.combine ? null : chosen, this.chosen)}
      ${
        head && !isStale && !sliced
          ? mapExport(store, mapExports(this.lookAt(head.value, head.reading), mapName(view, counts)))
          : nothing
      }
    `;
  }

  private lists(map: AttentionMap, reading: Reading) {
    return tokenLists(this.labels(reading), weightsOf(map, this.focusToken(map, reading)), {
      hover: (token) => this.markToken(token, reading),
      select: (token) => this.selectToken(token, reading),
    });
  }

  private tint(map: AttentionMap, reading: Reading) {
    const { token, row, column } = weightsOf(map, this.focusToken(map, reading));
    return html`<editor-tint
      .store=${this.store}
      .reading=${this.isEarlier({ reading }) || !this.store.attention.isCurrent ? null : reading}
      .token=${token}
      .labels=${this.labels(reading)}
      .row=${row}
      .column=${column}
    ></editor-tint>`;
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
        return textView(look, weightsOf(map, look.token));
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
      labels: this.labels(reading),
      cell: this.cell(map),
      token: this.focusToken(map, reading),
      marked: this.markedTokens(reading),
      point: (cell) => this.point(cell, reading),
      choose: (cell) => this.choose(cell, reading),
    };
  }

  /** The token whose row and column are listed: the pointed cell's query, else the selected token, else the chosen cell's, else the last. */
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
    // Parts of a token under the pointer tell of it again.
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

  /** Tokens that were appended are not in the editor. */
  private markToken(token: number | null, reading: Reading): void {
    if (this.isEarlier({ reading })) return;
    const isInText = token !== null && token < reading.tokens.ids.length;
    this.store.marks.hover(isInText ? tokenRange(reading.tokens, token) : null);
  }

  private selectToken(token: number, reading: Reading): void {
    const isInText = token < reading.tokens.ids.length;
    if (!this.isEarlier({ reading })) this.store.marks.select(isInText ? tokenRange(reading.tokens, token) : null);
  }

  /** Of the tokens that the map is of: those that were taken back stay until its successor is there. */
  private labels(reading: Reading): readonly string[] {
    const { head } = this.store.attention;
    const appended = head?.reading === reading ? head.appended : [];
    return attendedLabels(reading, appended);
  }
}

customElements.define('attention-tab', AttentionTab);
