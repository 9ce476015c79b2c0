import { html, nothing } from 'lit';
import type { Disposable } from '../../../src/protocol/disposable';
import type { TextRange } from '../../../src/protocol/generation';
import type { GeneratedToken, Reading } from '../../../src/protocol/runs';
import { type TokenSpan, tokenRange, tokensIn } from '../../../src/protocol/tokenLookup';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { appendedNote, missingAppendedNote } from '../appendedNote';
import { attendedLabels } from '../attention/attendedLabels';
import { emptyState, missingSlice } from '../emptyState';
import { SliceLoader } from '../sliceLoader';
import { StoreElement } from '../storeElement';
import '../export/figureExport';
import type { MakeFigure } from '../export/figureExport';
import { figureSource } from '../export/figureSource';
import type { GridFigure } from '../export/gridFigure';
import '../shareList';
import './ablation/ablationPanel';
import { appendedUpTo } from './appendedUpTo';
import { layersTabStyles } from './layersTabStyles';
import { lensCard, lensReadout, placeName } from './lensCard';
import './lensChart';
import type { StateEvent } from './lensChart';
import { followed, lensControls } from './lensControls';
import './lensGrid';
import type { LensGrid, PlaceEvent, PointEvent, SpanEvent } from './lensGrid';
import { lensLegend } from './lensLegend';
import { type LensLoader, lensLoader } from './lensLoader';
import { lensParts, lensPartsStyles } from './lensParts';
import type { LensPlace, LensTable, LensToken } from './lensTable';

/** The logit lens: what each layer would already predict at each position. */
export class LayersTab extends StoreElement {
  static override styles = [sharedStyles, layersTabStyles, lensPartsStyles];

  /** Under the pointer, and the one chosen by click or keys. */
  private pointed: LensPlace | null = null;
  private chosen: LensPlace | null = null;
  private inSight = { first: 0, end: 1 };
  private asked: Reading | null = null;
  private shown: Reading | null = null;
  private watches: Disposable[] = [];
  /** With the labels of the followed token, and of that which it would come after. */
  private attribution: SliceLoader<'attribution', { token: string; after: string }> | null = null;

  private get loader(): LensLoader {
    return lensLoader(this.store);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.attribution = new SliceLoader(this.store.host, 'attribution');
    this.watches = [
      this.loader.changed.on(() => this.requestUpdate()),
      this.attribution.changed.on(() => this.requestUpdate()),
      // With the host's news and other ways of looking, not with each rendering: what failed must not be asked for ever.
      this.store.changed.on(() => {
        this.attribution?.forgive();
        this.want();
      }),
    ];
    this.want();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const watch of this.watches) watch.dispose();
    this.attribution?.stop();
  }

  protected override willUpdate(): void {
    const reading = this.loader.shown?.reading ?? null;
    if (reading === this.shown) return;
    this.shown = reading;
    this.pointed = null;
    this.chosen = null;
  }

  protected override render() {
    const { store, loader } = this;
    const { reading } = store;
    if (!store.state?.subject || !reading) return emptyState(store);
    if (!reading.residuals.available) {
      return html`<empty-note heading=${t('The states between the layers are not available')}
        >${t(reading.residuals.reason)}</empty-note
      >`;
    }
    const { shown, problem } = loader;
    return html`
      ${lensControls(store, shown)} ${this.appendedNote(reading)}
      ${problem ? html`<p role="alert">${problem}</p>` : nothing}
      ${shown ? this.lens(shown) : missingSlice(store, problem)}
    `;
  }

  private lens(table: LensTable) {
    const { view } = this.store;
    const { vocabularySize } = table.reading;
    const chosen = this.chosenIn(table);
    const place = this.pointedIn(table) ?? chosen;
    const labels = attendedLabels(table.reading, table.appended);
    const label = labels[place.position];
    const cell = table.cell(place);
    const column = table.column(place.position);
    const earlier = this.isEarlier(table) ? 'earlier' : '';
    return html`<div class=${earlier}>
        <p aria-live="polite" class="readout">${cell ? lensReadout(cell, placeName(place, label)) : t('Reading…')}</p>
        <lens-grid
          .table=${table}
          .filled=${table.filled}
          .labels=${labels}
          .place=${chosen}
          .marked=${this.markedTokens(table)}
          .color=${view.lensColor}
          @placehover=${({ detail }: PointEvent) => this.point(detail.place, table)}
          @placeselect=${({ detail }: PlaceEvent) => this.choose(detail.place, table)}
          @spanchange=${({ detail }: SpanEvent) => this.look(detail)}
        ></lens-grid>
      </div>
      ${lensLegend(view.lensColor, vocabularySize)}
      ${
        this.isCurrent(table)
          ? html`<figure-export
              .store=${this.store}
              heading=${t('Export this grid')}
              name="lens"
              .choices=${[{ name: 'lens', make: ((...of) => this.figure(table, labels, ...of)) satisfies MakeFigure }]}
            ></figure-export>`
          : nothing
      }
      <div class="details ${earlier}">
        ${cell ? lensCard(cell, placeName(place, label)) : nothing}
        ${
          column.length === table.states
            ? html`<section>
                <h3>${t('After “{0}” ({1}), layer by layer', label, place.position)}</h3>
                <lens-chart
                  .cells=${column}
                  .state=${place.state}
                  .vocabularySize=${vocabularySize}
                  @stateselect=${({ detail }: StateEvent) => this.choose({ ...place, state: detail.state }, table)}
                ></lens-chart>
              </section>`
            : nothing
        }
        ${this.parts(table)}
      </div>
      <ablation-panel
        .store=${this.store}
        .place=${{ reading: table.reading, appended: table.appended, position: chosen.position, label: labels[chosen.position] }}
        .earlier=${!this.isCurrent(table)}
      ></ablation-panel>`;
  }

  /** A picture has the columns in sight; the other files have all. */
  private async figure(
    table: LensTable,
    labels: readonly string[],
    ...[format, options]: Parameters<MakeFigure>
  ): Promise<GridFigure> {
    const { store } = this;
    const { inSight } = this.renderRoot.querySelector('lens-grid') as LensGrid;
    const source = figureSource(store, table.appended);
    const look = { table, labels, color: store.view.lensColor, source, inSight };
    const isPicture = format === 'png' || format === 'svg';
    await this.loader.complete(table, isPicture ? inSight : { first: 0, end: table.positions }, options);
    const { lensFigure } = await import('./lensFigure');
    return lensFigure(look);
  }

  /** The chosen position's logit of the followed token, else of the final answer, taken apart. */
  private parts(table: LensTable) {
    const { shown, problem } = this.attribution ?? {};
    if (problem) return html`<p class="faint parts" role="alert">${problem}</p>`;
    if (shown?.params.runId !== table.reading.runId) return nothing;
    const { position, tokenId } = shown.params;
    const isCurrent = position === this.chosenIn(table).position && tokenId === this.tokenOfParts(table)?.id;
    return html`<section class="parts ${isCurrent ? '' : 'earlier'}">
      ${lensParts(shown.value, t('Where the logit of “{0}” comes from, after “{1}” ({2})', shown.about.token, shown.about.after, position))}
    </section>`;
  }

  private tokenOfParts(table: LensTable): LensToken | null {
    const cell = table.cell({ state: table.states - 1, position: this.chosenIn(table).position });
    return cell && (cell.followed ?? cell.answer);
  }

  protected override updated(): void {
    const { shown } = this.loader;
    const token = shown && this.isCurrent(shown) ? this.tokenOfParts(shown) : null;
    if (!shown || !token) return;
    const { reading, appended } = shown;
    const { position } = this.chosenIn(shown);
    const about = { token: token.label, after: attendedLabels(reading, appended)[position] };
    const tokens = appendedUpTo({ reading, appended, position });
    this.attribution?.want({ runId: reading.runId, position, tokenId: token.id }, about, tokens);
  }

  /** A mark from elsewhere takes its token's column. */
  protected override marksChanged(): void {
    const { shown } = this.loader;
    const { selected } = this.store.marks;
    const { chosen } = this;
    if (shown && selected && chosen && !this.isEarlier(shown)) {
      const { tokens } = shown.reading;
      // Our own marks come by here too, and a token without text has a range that finds its neighbour.
      const own = tokenRange(tokens, chosen.position);
      const isOwn = own.start === selected.start && own.end === selected.end;
      const span = isOwn ? null : tokensIn(tokens, selected);
      if (span) this.chosen = { ...chosen, position: span.first };
    }
    this.requestUpdate();
  }

  private want(): void {
    const { reading, readingIsEarlier, view } = this.store;
    if (!reading?.residuals.available || readingIsEarlier) return;
    const appended = this.appendedTo(reading);
    if (reading !== this.asked) {
      const position = this.firstPosition(reading, appended);
      this.inSight = { first: Math.max(0, position - 16), end: position + 1 };
    }
    this.asked = reading;
    this.loader.want({ reading, appended }, followed(view), this.inSight);
  }

  private look(span: { first: number; end: number }): void {
    this.inSight = span;
    this.want();
  }

  /** Whether the grid is of an earlier reading or of another token to follow: it stays until its successor is there. */
  private isEarlier(table: LensTable): boolean {
    const { reading, readingIsEarlier, view } = this.store;
    return readingIsEarlier || reading === null || !table.isOf(reading, followed(view));
  }

  /** Whether it is also of all tokens that are appended now, and of no other. */
  private isCurrent(table: LensTable): boolean {
    return !this.isEarlier(table) && table.endsWith(this.appendedTo(table.reading));
  }

  /** A file has the layers of the text alone. */
  private appendedTo(reading: Reading): readonly GeneratedToken[] {
    return this.store.state?.saved ? [] : this.store.continuation.appendedTo(reading);
  }

  /** How far the layers go. */
  private appendedNote(reading: Reading) {
    const appended = this.store.continuation.appendedTo(reading);
    return this.store.state?.saved ? missingAppendedNote(appended) : appendedNote(appended, { underlined: true });
  }

  /** A token that was chosen may have been taken back since. */
  private chosenIn({ states, positions, reading, appended }: LensTable): LensPlace {
    const { chosen } = this;
    if (!chosen) return { state: states - 1, position: this.firstPosition(reading, appended) };
    return { ...chosen, position: Math.min(chosen.position, positions - 1) };
  }

  private pointedIn({ positions }: LensTable): LensPlace | null {
    return this.pointed && this.pointed.position < positions ? this.pointed : null;
  }

  /** The selected token, else the last: what would come next. */
  private firstPosition({ runId, tokens }: Reading, { length }: readonly GeneratedToken[]): number {
    const { selected } = this.store.marks;
    const isShown = runId === this.store.reading?.runId && !this.store.readingIsEarlier;
    const span = selected && isShown ? tokensIn(tokens, selected) : null;
    return span?.first ?? tokens.ids.length + length - 1;
  }

  private markedTokens(table: LensTable): TokenSpan | null {
    const range = this.store.marks.hovered ?? this.store.marks.selected;
    return range && !this.isEarlier(table) ? tokensIn(table.reading.tokens, range) : null;
  }

  private point(place: LensPlace | null, table: LensTable): void {
    this.pointed = place;
    if (!this.isEarlier(table)) {
      this.store.marks.hover(place && rangeInText(table.reading, place));
    }
    this.requestUpdate();
  }

  private choose(place: LensPlace, table: LensTable): void {
    this.chosen = place;
    this.pointed = null;
    if (!this.isEarlier(table)) this.store.marks.select(rangeInText(table.reading, place));
    this.requestUpdate();
  }
}

/** Null for tokens that were appended: they are not in the editor. */
function rangeInText({ tokens }: Reading, { position }: LensPlace): TextRange | null {
  return position < tokens.ids.length ? tokenRange(tokens, position) : null;
}

customElements.define('layers-tab', LayersTab);
