import { html, nothing, type PropertyValues } from 'lit';
import type { GeneratedToken, PositionRange, Reading, SliceParams } from '../../../../src/protocol/runs';
import { type TokenSpan, tokenRange, tokensIn } from '../../../../src/protocol/tokenLookup';
import type { Cell, Zoom } from '../../../drawing/mapGeometry';
import type { HeadChoice } from '../../../drawing/overviewCanvas';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import { missingSlice } from '../../emptyState';
import type { FigureChoice } from '../../export/figureExport';
import { figureSource } from '../../export/figureSource';
import { StoreElement } from '../../storeElement';
import { attendedLabels } from '../attendedLabels';
import '../editorTint';
import { linesView } from '../lineView';
import type { CanvasLook } from '../mapCanvas';
import { headWithin } from '../mapChoice';
import { headName, isComparing } from '../mapControls';
import { mapExport } from '../mapExports';
import { mapStyles } from '../mapStyles';
import type { TokenWeights } from '../readings';
import { sliceProgress } from '../sliceProgress';
import { keptToCompare, keptView } from '../textsView';
import { textView } from '../textView';
import { tokenLists } from '../tokenLists';
import { weightStory } from '../weightStory/weightStory';
import { longExports } from './longExports';
import type { LongLoader } from './longLoader';
import { LongLoaders } from './longLoaders';
import { longMapStyles } from './longMapStyles';
import type { ShownText } from './longTexts';
import { longComparisonView, longMapView } from './longViews';

/** Rows that are asked for together while one scrolls. */
const rowsAtOnce = 64;

/** One head over a long text: a picture reduced to blocks of weights, exact where it is near enough, and exact lists and readout. */
export class LongMap extends StoreElement {
  static override properties = {
    ...StoreElement.properties,
    reading: { attribute: false },
    choice: { attribute: false },
    name: {},
    appended: { attribute: false },
  };
  static override styles = [sharedStyles, mapStyles, longMapStyles];

  declare reading: Reading;
  declare choice: Pick<SliceParams, 'layer' | 'head' | 'combine'>;
  /** The chosen head's or the aggregate's, for people. */
  declare name: string;
  declare appended: readonly GeneratedToken[];

  private loaders: LongLoaders | null = null;
  private weights: TokenWeights | null = null;
  private labels: readonly string[] = [];
  private pointed: Cell | null = null;
  private chosen: Cell | null = null;
  /** Queries whose lines are in sight, and some more. */
  private sight: PositionRange = { first: 0, end: 1 };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('reading')) this.weights = null;
    if (changed.has('reading') || changed.has('appended')) this.labels = attendedLabels(this.reading, this.appended);
    const { view, host, readingIsEarlier } = this.store;
    this.loaders ??= new LongLoaders(host, () => this.requestUpdate());
    if (readingIsEarlier) return;
    const { dropSink, pooling } = view;
    const focus = this.focusToken();
    const cell = this.cell();
    const query = cell?.query ?? focus;
    const { reading, appended } = this;
    const key = view.attentionSide === 'column' ? (cell?.key ?? null) : null;
    const lines = view.attentionView === 'lines' ? { queries: this.sight, key } : null;
    const look = { dropSink, pooling, zoom: this.zoom, focus, query, lines };
    const compared = { head: this.otherHead(), kept: this.keptText() };
    this.loaders.want({ reading, appended }, this.choice, look, compared);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.loaders?.drop();
  }

  protected override marksChanged(): void {
    this.requestUpdate();
  }

  protected override render() {
    const { store, loaders } = this;
    if (!loaders) return nothing;
    const { problem, progress, isStopped } = loaders;
    const isShown = loaders.own.whole.shown?.reading === this.reading;
    return html`${sliceProgress(progress, () => loaders.cancel())}
      ${problem ? html`<p role="alert">${problem} ${store.state?.saved ? nothing : this.againButton(loaders)}</p>` : nothing}
      ${isStopped && !problem ? this.againButton(loaders) : nothing}
      ${isShown ? this.shown(loaders) : isStopped ? nothing : missingSlice(store, problem)}`;
  }

  private againButton(loaders: LongLoaders) {
    const again = () => {
      loaders.again();
      this.requestUpdate();
    };
    return html`<vscode-button appearance="secondary" @click=${again}>${t('Compute again')}</vscode-button>`;
  }

  /** What is chosen to be seen, with the lists beside it. */
  private shown(loaders: LongLoaders) {
    const weights = this.focusWeights(loaders);
    const { isCurrent } = loaders;
    return html`<div class="columns ${isCurrent ? '' : 'earlier'}">
      <div class="map">
        ${this.picture(loaders, weights)} ${isCurrent ? mapExport(this.store, this.exports(loaders)) : nothing}
      </div>
      <div class="lists">${weights && this.lists(weights)}</div>
    </div>
    ${this.story()}`;
  }

  private story() {
    const { attention } = this.reading;
    const { view } = this.store;
    const head = attention.available && !view.combine ? headWithin(attention, view) : null;
    return weightStory(this.store, head, this.chosen);
  }

  private picture(loaders: LongLoaders, weights: TokenWeights | null) {
    const { store } = this;
    const { own, other } = loaders;
    const otherHead = this.otherHead();
    if (store.view.attentionView === 'text') return this.text(own, weights);
    if (store.view.attentionView === 'lines') return this.lines(own);
    if (store.view.attentionView === 'texts') return this.compared(loaders);
    if (!otherHead) return longMapView(this.look(), own);
    // An earlier picture of one beside a later one of the other would not be what its name says.
    if (!other.whole.isCurrent || !own.whole.isCurrent) return missingSlice(store, other.problem);
    return longComparisonView(this.look(), [own, other], [this.name, headName(otherHead)]);
  }

  /** Its picture beside that of the kept text. */
  private compared({ own, texts }: LongLoaders) {
    const { store, reading } = this;
    const kept = this.keptText();
    const view = kept && texts.view(this.shownText(own), kept);
    return keptView(store, reading, kept && (view ?? missingSlice(store, null)));
  }

  /** Of pictures; null where none is looked at. */
  private get zoom(): Zoom | null {
    const { attentionView, zoom } = this.store.view;
    return attentionView === 'text' || attentionView === 'lines' ? null : zoom;
  }

  private shownText(loader: LongLoader): ShownText {
    return { reading: this.reading, loader, name: this.name, look: this.look() };
  }

  /** Null where none is to be compared with. */
  private keptText(): Reading | null {
    const { store, reading } = this;
    return store.view.attentionView === 'texts' ? keptToCompare(store, reading) : null;
  }

  private lines(loader: LongLoader) {
    const tokens = this.labels.length;
    const weights = { tokens, row: loader.rowOf.bind(loader), column: loader.columnOf.bind(loader) };
    const see = ({ first, end }: PositionRange) => {
      const [start, stop] = [Math.floor(first / rowsAtOnce), Math.ceil(end / rowsAtOnce)];
      const sight = { first: start * rowsAtOnce, end: Math.min(stop * rowsAtOnce, tokens) };
      if (sight.first === this.sight.first && sight.end === this.sight.end) return;
      this.sight = sight;
      this.requestUpdate();
    };
    const { combine } = this.choice;
    // A column of several heads takes a pass over the text.
    return linesView(this.look(), weights, { see, followsKeys: combine !== 'mean' && combine !== 'max' });
  }

  /** An earlier token's stay until those of the chosen one are there: the text must not jump. */
  private text(loader: LongLoader, current: TokenWeights | null) {
    const { store, reading, labels } = this;
    const weights = current ?? this.weights;
    if (!weights) return missingSlice(store, loader.problem);
    const look = {
      ...{ store, reading, labels, marked: this.marked() },
      point: (cell: Cell | null) => this.mark(cell?.query ?? null),
      choose: (cell: Cell | null) => this.choose(cell),
    };
    return html`<div class=${current ? '' : 'earlier'}>${textView(look, weights)}</div>`;
  }

  private exports({ own, other, texts }: LongLoaders): FigureChoice[] {
    const { store, reading, name } = this;
    const [otherHead, kept] = [this.otherHead(), this.keptText()];
    if (kept) return texts.exports(this.shownText(own), kept, figureSource(store, this.appended));
    if (store.view.attentionView === 'texts') return [];
    const shown = { store, reading, zoom: this.zoom, own: { name, loader: own } };
    return longExports(otherHead ? { ...shown, other: { name: headName(otherHead), loader: other } } : shown);
  }

  private look(): CanvasLook {
    return {
      ...{ store: this.store, labels: this.labels, cell: this.cell(), marked: this.marked() },
      point: (cell) => this.point(cell),
      choose: (cell) => this.choose(cell),
    };
  }

  private lists(weights: TokenWeights) {
    const { labels, store, reading } = this;
    const { token, row, column } = weights;
    return html`${tokenLists(labels, weights, {
      hover: (other) => this.mark(other),
      select: (other) => this.select(other),
    })}
      <editor-tint .store=${store} .reading=${reading} .token=${token} .labels=${labels} .row=${row} .column=${column}></editor-tint>`;
  }

  /** Null until both row and column are there. The same object for the same weights: what is drawn of another is drawn anew. */
  private focusWeights({ own: { row, column } }: LongLoaders): TokenWeights | null {
    if (!row.isCurrent || !column.isCurrent || !row.shown || !column.shown) return null;
    const [paid, got] = [row.shown.value, column.shown.value];
    if (this.weights?.row !== paid.values || this.weights.column !== got.values) {
      this.weights = { token: paid.queries.first, row: paid.values, column: got.values };
    }
    return this.weights;
  }

  private marked(): TokenSpan | null {
    const marked = this.store.marks.hovered ?? this.store.marks.selected;
    return marked && tokensIn(this.reading.tokens, marked);
  }

  /** Null where none is to be looked at besides. */
  private otherHead(): HeadChoice | null {
    const { attention } = this.reading;
    const { view } = this.store;
    if (!attention.available || !isComparing(view)) return null;
    return headWithin(attention, { layer: view.otherLayer, head: view.otherHead });
  }

  /** The chosen cell's query, else the selected token, else the last. */
  private focusToken(): number {
    const { selected } = this.store.marks;
    const span = selected ? tokensIn(this.reading.tokens, selected) : null;
    const chosen = this.chosen && this.chosen.query < this.labels.length ? this.chosen.query : null;
    return span?.first ?? chosen ?? this.labels.length - 1;
  }

  private cell(): Cell | null {
    const cell = this.pointed ?? this.chosen;
    return cell && Math.max(cell.query, cell.key) < this.labels.length ? cell : null;
  }

  private point(cell: Cell | null): void {
    // A pointer that rests is told of again when what is under it is drawn anew.
    if (cell?.query === this.pointed?.query && cell?.key === this.pointed?.key) return;
    this.pointed = cell;
    this.mark(cell?.query ?? null);
    this.requestUpdate();
  }

  private mark(token: number | null): void {
    const isInText = token !== null && token < this.reading.tokens.ids.length;
    this.store.marks.hover(isInText ? tokenRange(this.reading.tokens, token) : null);
  }

  private choose(cell: Cell | null): void {
    this.chosen = cell;
    this.pointed = null;
    if (cell) this.select(cell.query);
    this.requestUpdate();
  }

  private select(token: number): void {
    const isInText = token < this.reading.tokens.ids.length;
    this.store.marks.select(isInText ? tokenRange(this.reading.tokens, token) : null);
  }
}

customElements.define('long-map', LongMap);
