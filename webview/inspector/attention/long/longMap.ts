import { html, nothing, type PropertyValues } from 'lit';
import type { AttentionSlice, GeneratedToken, Reading, SliceParams } from '../../../../src/protocol/runs';
import { type TokenSpan, tokenRange, tokensIn } from '../../../../src/protocol/tokenLookup';
import type { AttentionCanvas, CellEvent, ZoomEvent } from '../../../drawing/attentionCanvas';
import '../../../drawing/attentionCanvas';
import type { Cell } from '../../../drawing/mapGeometry';
import { valueAt } from '../../../drawing/mapSlices';
import type { LoupeDropdown } from '../../../ui/dropdown';
import { decimal } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import '../../emptyNote';
import { missingSlice } from '../../emptyState';
import '../../export/figureExport';
import { figureSource } from '../../export/figureSource';
import type { GridFigure } from '../../export/gridFigure';
import { StoreElement } from '../../storeElement';
import type { InspectorView } from '../../view';
import { attendedLabels } from '../attendedLabels';
import '../editorTint';
import type { TokenWeights } from '../readings';
import { sliceProgress } from '../sliceProgress';
import '../weightLegend';
import { mapStyles } from '../mapStyles';
import { textView } from '../textView';
import { tokenLists } from '../tokenLists';
import { LongLoader } from './longLoader';
import { longMapStyles } from './longMapStyles';

const isShownAs = (view: InspectorView['attentionView']) => view === 'map' || view === 'text';

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

  private loader: LongLoader | null = null;
  private drawn: AttentionSlice[] = [];
  private weights: TokenWeights | null = null;
  private labels: readonly string[] = [];
  private pointed: Cell | null = null;
  private chosen: Cell | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('reading')) this.weights = null;
    if (changed.has('reading') || changed.has('appended')) this.labels = attendedLabels(this.reading, this.appended);
    const { view, host, readingIsEarlier } = this.store;
    this.loader ??= new LongLoader(host, () => this.requestUpdate());
    if (readingIsEarlier || this.choice.combine === 'rollout') return;
    const { dropSink, pooling, zoom } = view;
    const focus = this.focusToken();
    const query = this.cell()?.query ?? focus;
    const { reading, appended } = this;
    this.loader.want({ reading, appended }, { ...this.choice, dropSink, pooling, zoom, focus, query });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.loader?.drop();
  }

  protected override marksChanged(): void {
    this.requestUpdate();
  }

  protected override render() {
    const { store, loader } = this;
    if (!loader) return nothing;
    const { problem, whole, progress } = loader;
    if (this.choice.combine === 'rollout') {
      return html`<empty-note>
        ${t('Rollout is not shown for more than 1,024 tokens. Choose one head, a mean or a maximum, or select less text.')}
      </empty-note>`;
    }
    const stop = () => loader.cancel();
    return html`${
      isShownAs(store.view.attentionView)
        ? nothing
        : html`<p class="faint">${t('A text of more than 1,024 tokens is shown as a map or as tinted text only.')}</p>`
    }
      ${sliceProgress(progress, stop)}
      ${problem ? html`<p role="alert">${problem} ${store.state?.saved ? nothing : this.againButton()}</p>` : nothing}
      ${loader.isStopped && !problem ? this.againButton() : nothing}
      ${whole.shown?.reading === this.reading ? this.shown() : loader.isStopped ? nothing : missingSlice(store, problem)}`;
  }

  private againButton() {
    const again = () => {
      this.loader?.again();
      this.requestUpdate();
    };
    return html`<vscode-button appearance="secondary" @click=${again}>${t('Compute again')}</vscode-button>`;
  }

  private map(slices: AttentionSlice[]) {
    const { store } = this;
    const zoom = (label: string, text: string, act: (canvas: AttentionCanvas) => void) => html`<vscode-button
      appearance="secondary"
      aria-label=${label}
      title=${label}
      @click=${() => act(this.renderRoot.querySelector('attention-canvas') as AttentionCanvas)}
      >${text}</vscode-button
    >`;
    return html`<div class="above">
          <p aria-live="polite" class="readout">${this.readout(slices)}</p>
          ${zoom(t('Closer'), '+', (canvas) => canvas.zoomBy(1.6))}
          ${zoom(t('Farther'), '−', (canvas) => canvas.zoomBy(1 / 1.6))}
          ${zoom(t('Show all'), t('All'), () => store.look({ zoom: null }))}
        </div>
        ${this.reduction(slices)}
        <attention-canvas
          label=${t('Attention map: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.')}
          .slices=${slices}
          .tokens=${this.labels.length}
          .labels=${this.labels}
          .cell=${this.cell()}
          .marked=${this.marked()}
          .zoom=${store.view.zoom}
          @cellhover=${({ detail }: CellEvent) => this.point(detail.cell)}
          @cellselect=${({ detail }: CellEvent) => this.choose(detail.cell)}
          @zoomchange=${({ detail }: ZoomEvent) => store.look({ zoom: detail.zoom })}
        ></attention-canvas>
        <weight-legend .kind=${this.choice.combine === 'max' ? 'largest' : 'weight'}></weight-legend>
        ${
          this.loader?.whole.isCurrent
            ? html`<figure-export
                .store=${store}
                heading=${t('Export what is shown')}
                name="attention"
                .make=${() => this.figure(slices)}
              ></figure-export>`
            : nothing
        }`;
  }

  /** What is chosen to be seen, with the lists beside it. */
  private shown() {
    const { store } = this;
    const weights = this.focusWeights();
    return html`<div class="columns ${this.loader?.whole.isCurrent ? '' : 'earlier'}">
      <div class="map">
        ${store.view.attentionView === 'text' ? this.text(weights) : this.map(this.slices())}
      </div>
      <div class="lists">${weights && this.lists(weights)}</div>
    </div>`;
  }

  /** An earlier token's stay until those of the chosen one are there: the text must not jump. */
  private text(current: TokenWeights | null) {
    const { store, reading, labels } = this;
    const weights = current ?? this.weights;
    if (!weights) return missingSlice(store, null);
    const look = {
      ...{ store, reading, labels, marked: this.marked() },
      point: (cell: Cell | null) => this.mark(cell?.query ?? null),
      choose: (cell: Cell | null) => this.choose(cell),
    };
    return html`<div class=${current ? '' : 'earlier'}>${textView(look, weights)}</div>`;
  }

  private async figure(slices: AttentionSlice[]): Promise<GridFigure> {
    const { store, name, reading } = this;
    const { appended = [] } = this.loader?.whole.shown ?? {};
    const labels = attendedLabels(reading, appended);
    const look = { labels, name, source: figureSource(store, appended), view: store.view };
    const { sliceFigure } = await import('../attentionFigure');
    return sliceFigure(slices[slices.length - 1], look);
  }

  /** Says what a cell of the picture is, and lets the reader choose. */
  private reduction(slices: AttentionSlice[]) {
    const { pooling } = this.store.view;
    const { block } = slices[slices.length - 1];
    if (block === 1) return html`<p class="reduction faint">${t('Exact: a cell is one weight.')}</p>`;
    return html`<p class="reduction row">
      <span>${t('Reduced: a cell stands for {0} × {0} weights. Go closer for each.', block)}</span>
      <loupe-dropdown
        label=${t('It shows')}
        .options=${[{ value: 'max', label: t('the largest') }, { value: 'mean', label: t('their mean') }]}
        .value=${pooling}
        @change=${(event: Event) => this.store.look({ pooling: (event.target as LoupeDropdown).value as InspectorView['pooling'] })}
      ></loupe-dropdown>
    </p>`;
  }

  private readout(slices: AttentionSlice[]) {
    const { labels, loader } = this;
    const cell = this.cell();
    if (!cell || !loader) return t('Point at a cell to read its weight.');
    const { query, key } = cell;
    if (key > query)
      return t('“{0}” ({1}) comes before “{2}” ({3}) and cannot see it.', labels[query], query, labels[key], key);
    const exact = [loader.row, loader.pointed].map(
      ({ shown, isCurrent }) => shown && isCurrent && valueAt(shown.value, cell),
    );
    const weight = exact.find((value) => typeof value === 'number');
    const top = slices[slices.length - 1];
    const pooled = top.block > 1 && loader.whole.isCurrent ? valueAt(top, cell) : null;
    return html`${t('“{0}” ({1}) looks at “{2}” ({3}) with', labels[query], query, labels[key], key)}
      <b class="number">${typeof weight === 'number' ? decimal(weight, 4) : '…'}</b>
      ${pooled === null ? nothing : html`<span class="faint number">${t('(its cell: {0})', decimal(pooled, 4))}</span>`}`;
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
  private focusWeights(): TokenWeights | null {
    const { row, column } = this.loader ?? {};
    if (!row?.isCurrent || !column?.isCurrent || !row.shown || !column.shown) return null;
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

  private slices(): AttentionSlice[] {
    const { whole, part } = this.loader ?? {};
    // A part goes with its own whole; an earlier whole stays until its successor is there.
    const shown = [whole?.shown, whole?.isCurrent && part?.isCurrent ? part.shown : null];
    const slices = shown.flatMap((slice) => (slice ? [slice.value] : []));
    const isSame = slices.length === this.drawn.length && slices.every((slice, i) => slice === this.drawn[i]);
    // The same list for the same slices: another is drawn anew.
    if (!isSame) this.drawn = slices;
    return this.drawn;
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
