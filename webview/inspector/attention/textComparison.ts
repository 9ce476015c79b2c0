import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { AttentionSlice } from '../../../src/protocol/runs';
import type { CellEvent, ZoomEvent } from '../../drawing/attentionCanvas';
import '../../drawing/attentionCanvas';
import type { Cell, Zoom } from '../../drawing/mapGeometry';
import { decimal, integer } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import type { CanvasLook, Picture } from './mapCanvas';
import { legendKind, type MapLook } from './mapLook';
import { mapStyles } from './mapStyles';
import { cannotSee, signedWeight } from './mapView';
import { apartNote, cellNote, isReduced } from './reduction';
import { pairedCell, type TokenPair } from './tokenPairs';
import './weightLegend';

/** A map of one of two texts. */
export interface ComparedText {
  labels: readonly string[];
  picture: Pick<Picture, 'map' | 'slices'>;
  /** Exactly; null until it is there. */
  weightAt(cell: Cell): number | null;
}

/** The same map of two texts. */
export interface ComparedTexts {
  /** Of the shown one. */
  look: CanvasLook;
  /** What is shown of both. */
  name: string;
  shown: ComparedText;
  kept: ComparedText;
  /** Null where the texts differ too much. */
  pairs: readonly TokenPair[] | null;
  /** Of the weights between tokens of both: the shown one's minus the kept one's; null until it is there. */
  difference: ComparedText['picture'] | null;
}

/** How a comparison is looked at. */
export interface TextsSight {
  /** Under the pointer in the kept text, or its counterpart. */
  keptCell: Cell | null;
  /** Each picture goes closer by itself. */
  zooms: Readonly<Record<'shown' | 'kept' | 'difference', Zoom | null>>;
}

export type SightEvent = CustomEvent<TextsSight>;

/** For people: the maps of both texts, and the one minus the other. */
export const mapNames = (map: string) => ({
  shown: t('{0}, this text', map),
  kept: t('{0}, kept text', map),
  difference: t('{0}: this text minus the kept one', map),
});

/**
 * What the difference of two texts' maps is of.
 *
 * @param shown tokens of the shown text
 * @param kept tokens of the kept one
 */
export function pairsNote(pairs: number, shown: number, kept: number): string {
  return t(
    'The difference is between the tokens that both texts have in the same order: {0} of {1} and of {2}. Weights are compared as they are; a row of a longer text spreads over more tokens.',
    integer(pairs),
    integer(shown),
    integer(kept),
  );
}

const wholeZooms: TextsSight['zooms'] = { shown: null, kept: null, difference: null };

/**
 * The same map of two texts, the shown one's and the kept one's, with one crosshair where both have the tokens, and the difference
 * between those tokens alone. Fires `sightchange` when another cell is pointed at or another part is in sight.
 */
export class TextComparison extends LitElement {
  static override properties = {
    texts: { attribute: false },
    keptCell: { state: true },
    zooms: { state: true },
  };
  static override styles = [
    sharedStyles,
    mapStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      .readout {
        height: auto;
        min-height: 3em;
      }
    `,
  ];

  declare texts: ComparedTexts;
  /** Pointed at in the kept text's map. */
  declare private keptCell: Cell | null;
  declare private zooms: TextsSight['zooms'];
  /** The sight that was fired last. */
  private told = '';

  constructor() {
    super();
    this.keptCell = null;
    this.zooms = wholeZooms;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('texts')) return;
    const before = changed.get('texts');
    const { shown, kept } = this.texts;
    if (before?.shown.labels === shown.labels && before.kept.labels === kept.labels) return;
    this.keptCell = null;
    this.zooms = wholeZooms;
  }

  protected override updated(): void {
    const sight: TextsSight = { keptCell: this.cells[1], zooms: this.zooms };
    const what = JSON.stringify(sight);
    if (what === this.told) return;
    this.told = what;
    this.dispatchEvent(new CustomEvent('sightchange', { detail: sight }));
  }

  protected override render() {
    const { look, name, shown, kept, pairs, difference } = this.texts;
    const names = mapNames(name);
    const [cell, keptCell] = this.cells;
    return html`<p aria-live="polite" class="readout">${this.readout(cell, keptCell)}</p>
      <div class="beside">
        ${this.figure('shown', names.shown, shown, cell, look.point, look.choose)}
        ${this.figure('kept', names.kept, kept, keptCell, this.pointKept, this.pointKept)}
      </div>
      <weight-legend .kind=${legendKind(look)}></weight-legend>
      ${
        pairs && pairs.length > 0
          ? html`<p class="faint">${pairsNote(pairs.length, shown.labels.length, kept.labels.length)}</p>
              ${difference ? this.differenceFigure(pairs, difference, cell) : nothing}
              <weight-legend kind="difference"></weight-legend>`
          : html`<p class="faint">
              ${pairs ? t('The texts have no tokens in common.') : t('The texts differ in too many tokens to be aligned.')}
            </p>`
      }`;
  }

  /** What is pointed at, in the shown text and in the kept one; null where it is not in both. */
  private get cells(): [shown: Cell | null, kept: Cell | null] {
    const { look, pairs } = this.texts;
    if (this.keptCell) return [pairedCell(pairs ?? [], this.keptCell, 'kept'), this.keptCell];
    return [look.cell, pairedCell(pairs ?? [], look.cell, 'shown')];
  }

  private differenceFigure(pairs: readonly TokenPair[], picture: ComparedText['picture'], cell: Cell | null) {
    const { look, name } = this.texts;
    const labels = pairs.map(({ shown }) => look.labels[shown]);
    const place = (token: number) => pairs.findIndex(({ shown }) => shown === token);
    const own = cell && { query: place(cell.query), key: place(cell.key) };
    const tell = (act: MapLook['point']) => (at: Cell | null) =>
      act(at && { query: pairs[at.query].shown, key: pairs[at.key].shown });
    const inBoth = own && own.query >= 0 && own.key >= 0 ? own : null;
    const title = mapNames(name).difference;
    return this.figure('difference', title, { labels, picture }, inBoth, tell(look.point), tell(look.choose));
  }

  private figure(
    part: keyof TextsSight['zooms'],
    title: string,
    { labels, picture }: Pick<ComparedText, 'labels' | 'picture'>,
    cell: Cell | null,
    point: MapLook['point'],
    choose: MapLook['choose'],
  ) {
    // A pointer over the shown text or the difference leaves the kept text's own cell.
    const leaving = (act: MapLook['point']) => (at: Cell | null) => {
      this.keptCell = null;
      act(at);
    };
    const [hover, select] = part === 'kept' ? [point, choose] : [leaving(point), leaving(choose)];
    return html`<figure>
      <figcaption>${title}</figcaption>
      ${picture.slices ? html`<p class="faint">${notes(part, picture.slices).join(' ')}</p>` : nothing}
      <attention-canvas
        label=${t('{0}: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.', title)}
        ?signed=${part === 'difference'}
        .map=${picture.map ?? null}
        .slices=${picture.slices ?? []}
        .tokens=${labels.length}
        .labels=${labels}
        .cell=${cell}
        .zoom=${this.zooms[part]}
        @cellhover=${({ detail }: CellEvent) => hover(detail.cell)}
        @cellselect=${({ detail }: CellEvent) => select(detail.cell)}
        @zoomchange=${({ detail }: ZoomEvent) => {
          this.zooms = { ...this.zooms, [part]: detail.zoom };
        }}
      ></attention-canvas>
    </figure>`;
  }

  private readonly pointKept = (cell: Cell | null): void => {
    this.keptCell = cell;
    this.texts.look.point(pairedCell(this.texts.pairs ?? [], cell, 'kept'));
  };

  private readout(cell: Cell | null, keptCell: Cell | null) {
    const { shown, kept } = this.texts;
    if (!cell && !keptCell) return t('Point at a cell to read its weight.');
    const { labels } = cell ? shown : kept;
    const { query, key } = cell ?? (keptCell as Cell);
    if (key > query) return cannotSee(labels, { query, key });
    const [here, there] = [cell && shown.weightAt(cell), keptCell && kept.weightAt(keptCell)];
    const told = (at: Cell | null, value: number | null) =>
      html`<b class="number">${!at ? t('not in it') : value === null ? '…' : decimal(value, 4)}</b>`;
    return html`${t('“{0}” ({1}) looks at “{2}” ({3}) with', labels[query], query, labels[key], key)}
      ${told(cell, here)} (${t('this text')}), ${told(keptCell, there)} (${t('kept text')})${
        here === null || there === null ? nothing : html`: <b class="number">${signedWeight(here - there)}</b>`
      }`;
  }
}

const notes = (part: keyof TextsSight['zooms'], slices: readonly AttentionSlice[]) =>
  part === 'difference' && isReduced(slices) ? [cellNote(slices), apartNote()] : [cellNote(slices)];

customElements.define('text-comparison', TextComparison);
