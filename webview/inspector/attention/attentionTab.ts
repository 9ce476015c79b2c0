import { html, nothing } from 'lit';
import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import { type TokenSpan, tokenBytes, tokenRange, tokensIn } from '../../../src/protocol/tokenLookup';
import type { AttentionCanvas, CellEvent, ZoomEvent } from '../../drawing/attentionCanvas';
import '../../drawing/attentionCanvas';
import type { Cell } from '../../drawing/mapGeometry';
import type { HeadChoice } from '../../drawing/overviewCanvas';
import '../../drawing/overviewCanvas';
import { tokenLabel } from '../../drawing/tokenText';
import { checkbox } from '../../ui/checkbox';
import type { LoupeDropdown } from '../../ui/dropdown';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { emptyState, missingSlice } from '../emptyState';
import '../shareList';
import '../export/attentionExport';
import { StoreElement } from '../storeElement';
import { headWithin } from './attention';
import { attentionTabStyles } from './attentionTabStyles';
import { headSummary } from './headSummary';
import { columnWeights, rowWeights, type Weight } from './readings';
import './weightLegend';

/** Rows of a ranked list. */
const listLength = 8;

/** Where each head looks: all of them small, one large, and one token's row and column as lists. */
export class AttentionTab extends StoreElement {
  static override styles = [sharedStyles, attentionTabStyles];

  /** Under the pointer, and the one chosen by click or keys. */
  private pointed: Cell | null = null;
  private chosen: Cell | null = null;
  private labelled: { reading: Reading; labels: string[] } | null = null;

  protected override willUpdate(): void {
    const { head } = this.store.attention;
    if (head?.reading === this.labelled?.reading) return;
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
    const { layers, heads } = reading.attention;
    const choice = headWithin(reading.attention, view);
    const { overview, head, problem } = store.attention;
    return html`
      ${this.controls(choice, layers, heads)} ${problem ? html`<p role="alert">${problem}</p>` : nothing}
      <div class="columns">
        <div class="overview ${this.isEarlier(overview) ? 'earlier' : ''}">
          <overview-canvas
            label=${t('All heads: layers downwards, heads to the right. Arrow keys choose one.')}
            .overview=${overview?.value ?? null}
            .chosen=${choice}
            @headselect=${({ detail }: CustomEvent<HeadChoice>) => store.look(detail)}
          ></overview-canvas>
        </div>
        ${
          overview && typeof choice.layer === 'number' && typeof choice.head === 'number'
            ? html`<div class="summary ${this.isEarlier(overview) ? 'earlier' : ''}">
                ${headSummary(overview, choice.layer, choice.head)}
                ${view.dropSink ? html`<p class="faint hint">${t('These figures still count the first token.')}</p>` : nothing}
              </div>`
            : nothing
        }
        <div class="map ${this.isEarlier(head) ? 'earlier' : ''}">
          ${head ? this.map(head.value, head.reading) : missingSlice(store, problem)}
        </div>
        <div class="lists ${this.isEarlier(head) ? 'earlier' : ''}">
          ${head ? this.lists(head.value, head.reading) : nothing}
        </div>
      </div>
      <attention-export .store=${store} .shown=${head} .name=${headName(choice)}></attention-export>
    `;
  }

  /** Whether a picture is of an earlier reading: it stays until its successor is there, with its own labels, and marks nothing. */
  private isEarlier(slice: { reading: Reading } | null): boolean {
    return slice !== null && (this.store.readingIsEarlier || slice.reading.runId !== this.store.reading?.runId);
  }

  protected override marksChanged(): void {
    this.requestUpdate();
  }

  private controls({ layer, head }: HeadChoice, layers: number, heads: number) {
    const { store } = this;
    const options = (count: number, all: string) => [
      { value: 'mean', label: all },
      ...Array.from({ length: count }, (_, i) => ({ value: String(i), label: String(i) })),
    ];
    const value = (event: Event) => {
      const chosen = (event.target as LoupeDropdown).value;
      return chosen === 'mean' ? 'mean' : Number(chosen);
    };
    return html`<div class="row">
      <loupe-dropdown
        label=${t('Layer')}
        .options=${options(layers, t('mean of all'))}
        .value=${String(layer)}
        @change=${(event: Event) => store.look({ layer: value(event) })}
      ></loupe-dropdown>
      <loupe-dropdown
        label=${t('Head')}
        .options=${options(heads, t('mean of all'))}
        .value=${String(head)}
        @change=${(event: Event) => store.look({ head: value(event) })}
      ></loupe-dropdown>
      ${checkbox({
        label: t('Without the first token'),
        hint: t(
          'The first token often takes attention that has nowhere to go. Without it, each row is scaled to 1 again.',
        ),
        checked: store.view.dropSink,
        changed: (dropSink) => store.look({ dropSink }),
      })}
    </div>`;
  }

  private map(map: AttentionMap, reading: Reading) {
    const { store } = this;
    const cell = this.cell(map);
    const zoom = (label: string, text: string, act: (canvas: AttentionCanvas) => void) => html`<vscode-button
      appearance="secondary"
      aria-label=${label}
      title=${label}
      @click=${() => act(this.renderRoot.querySelector('attention-canvas') as AttentionCanvas)}
      >${text}</vscode-button
    >`;
    return html`<div class="above">
        <p aria-live="polite" class="readout">
          ${cell ? this.readout(cell, map, reading) : t('Point at a cell to read its weight.')}
        </p>
        ${zoom(t('Closer'), '+', (canvas) => canvas.zoomBy(1.6))}
        ${zoom(t('Farther'), '−', (canvas) => canvas.zoomBy(1 / 1.6))}
        ${zoom(t('Show all'), t('All'), () => store.look({ zoom: null }))}
      </div>
      <attention-canvas
        label=${t('Attention map: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.')}
        .map=${map}
        .labels=${this.labels(reading)}
        .cell=${cell}
        .marked=${this.markedTokens(reading)}
        .zoom=${store.view.zoom}
        @cellhover=${({ detail }: CellEvent) => this.point(detail.cell, reading)}
        @cellselect=${({ detail }: CellEvent) => this.choose(detail.cell, reading)}
        @zoomchange=${({ detail }: ZoomEvent) => store.look({ zoom: detail.zoom })}
      ></attention-canvas>
      <weight-legend></weight-legend>`;
  }

  private readout({ query, key }: Cell, map: AttentionMap, reading: Reading) {
    const labels = this.labels(reading);
    const weight = map.values[query * map.tokens + key];
    if (key > query)
      return t('“{0}” ({1}) comes before “{2}” ({3}) and cannot see it.', labels[query], query, labels[key], key);
    return html`${t('“{0}” ({1}) looks at “{2}” ({3}) with', labels[query], query, labels[key], key)}
      <b class="number">${decimal(weight, 4)}</b>`;
  }

  private lists(map: AttentionMap, reading: Reading) {
    const token = this.focusToken(map, reading);
    const labels = this.labels(reading);
    const row = rowWeights(map, token, listLength);
    const column = columnWeights(map, token, listLength);
    const list = (title: string, weights: Weight[]) => html`<section>
      <h3>${title}</h3>
      ${
        weights.length
          ? html`<share-list
              selectable
              label=${title}
              .rows=${weights.map(({ token, weight }) => ({ note: String(token), label: labels[token], share: weight, value: decimal(weight, 3) }))}
              @rowhover=${({ detail }: CustomEvent<{ index: number | null }>) => this.markToken(detail.index === null ? null : weights[detail.index].token, reading)}
              @rowselect=${({ detail }: CustomEvent<{ index: number }>) => this.selectToken(weights[detail.index].token, reading)}
            ></share-list>`
          : html`<p class="faint">${t('Nothing.')}</p>`
      }
    </section>`;
    return html`${list(t('What “{0}” ({1}) looks at', labels[token], token), row)}
    ${list(t('Who looks at “{0}” ({1})', labels[token], token), column)}`;
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

  private labels(reading: Reading): string[] {
    if (this.labelled?.reading !== reading) {
      const labels = Array.from(reading.tokens.ids, (_, i) => tokenLabel(tokenBytes(reading.tokens, i)) || '∅');
      this.labelled = { reading, labels };
    }
    return this.labelled.labels;
  }
}

function headName({ layer, head }: HeadChoice): string {
  const layerName = layer === 'mean' ? t('mean of all layers') : t('layer {0}', layer);
  return `${layerName}, ${head === 'mean' ? t('mean of all heads') : t('head {0}', head)}`;
}

customElements.define('attention-tab', AttentionTab);
