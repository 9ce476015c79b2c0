import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { AttentionMap } from '../../../src/protocol/runs';
import type { CellEvent } from '../../drawing/attentionCanvas';
import '../../drawing/attentionCanvas';
import type { Cell } from '../../drawing/mapGeometry';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { legendKind, type MapLook } from './mapLook';
import { mapStyles } from './mapStyles';
import { cannotSee, signedWeight } from './mapView';
import { tokenLabels } from './tokenLabels';
import { type PairedMaps, pairedCell, pairedMaps, type TextMap } from './tokenPairs';
import './weightLegend';

/** For people: the maps of both texts, and the one minus the other. */
export const mapNames = (map: string) => ({
  shown: t('{0}, this text', map),
  kept: t('{0}, kept text', map),
  difference: t('{0}: this text minus the kept one', map),
});

/** What the difference of two texts' maps is of. */
export function pairsNote({ pairs }: PairedMaps, [shown, kept]: [AttentionMap, AttentionMap]): string {
  return t(
    'The difference is between the tokens that both texts have in the same order: {0} of {1} and of {2}. Weights are compared as they are; a row of a longer text spreads over more tokens.',
    pairs.length,
    shown.tokens,
    kept.tokens,
  );
}

/**
 * The same map of two texts, the shown one's and the kept one's, with one crosshair where both have the tokens, and the difference
 * between those tokens alone.
 */
export class TextComparison extends LitElement {
  static override properties = {
    look: { attribute: false },
    kept: { attribute: false },
    name: {},
    keptCell: { state: true },
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

  declare look: MapLook;
  declare kept: TextMap;
  /** What is shown of both. */
  declare name: string;
  /** Pointed at in the kept text's map. */
  declare private keptCell: Cell | null;

  /** Null where the texts differ too much. */
  private paired: PairedMaps | null = null;

  constructor() {
    super();
    this.name = '';
    this.keptCell = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('look');
    const { look, kept } = this;
    const isOther = changed.has('kept') && changed.get('kept')?.value !== kept.value;
    if (!isOther && before?.map === look.map) return;
    this.keptCell = null;
    this.paired = pairedMaps({ reading: look.reading, value: look.map }, kept);
  }

  protected override render() {
    const { look, kept, paired } = this;
    const pairs = paired?.pairs ?? [];
    const names = mapNames(this.name);
    const keptLabels = tokenLabels(kept.reading);
    const cell = this.keptCell ? pairedCell(pairs, this.keptCell, 'kept') : look.cell;
    const keptCell = this.keptCell ?? pairedCell(pairs, look.cell, 'shown');
    return html`<p aria-live="polite" class="readout">${this.readout(cell, keptCell)}</p>
      <div class="beside">
        ${this.figure(names.shown, look.map, look.labels, cell, look.point, look.choose)}
        ${this.figure(names.kept, kept.value, keptLabels, keptCell, this.pointKept, this.pointKept)}
      </div>
      <weight-legend .kind=${legendKind(look)}></weight-legend>
      ${
        paired && pairs.length > 0
          ? html`<p class="faint">${pairsNote(paired, [look.map, kept.value])}</p>
              ${this.differenceFigure(paired, cell)}
              <weight-legend kind="difference"></weight-legend>`
          : html`<p class="faint">
              ${paired ? t('The texts have no tokens in common.') : t('The texts differ in too many tokens to be aligned.')}
            </p>`
      }`;
  }

  private differenceFigure({ pairs, difference }: PairedMaps, cell: Cell | null) {
    const labels = pairs.map(({ shown }) => this.look.labels[shown]);
    const place = (token: number) => pairs.findIndex(({ shown }) => shown === token);
    const own = cell && { query: place(cell.query), key: place(cell.key) };
    const tell = (act: MapLook['point']) => (at: Cell | null) =>
      act(at && { query: pairs[at.query].shown, key: pairs[at.key].shown });
    const title = mapNames(this.name).difference;
    const inBoth = own && own.query >= 0 && own.key >= 0 ? own : null;
    return this.figure(title, difference, labels, inBoth, tell(this.look.point), tell(this.look.choose), true);
  }

  private figure(
    title: string,
    map: AttentionMap,
    labels: readonly string[],
    cell: Cell | null,
    point: MapLook['point'],
    choose: MapLook['choose'],
    isDifference = false,
  ) {
    // A pointer over the shown text or the difference leaves the kept text's own cell.
    const leaving = (act: MapLook['point']) => (at: Cell | null) => {
      this.keptCell = null;
      act(at);
    };
    const [hover, select] = point === this.pointKept ? [point, choose] : [leaving(point), leaving(choose)];
    return html`<figure>
      <figcaption>${title}</figcaption>
      <attention-canvas
        label=${t('{0}: queries downwards, keys to the right. Arrow keys move the crosshair, plus and minus zoom.', title)}
        ?signed=${isDifference}
        .map=${map}
        .labels=${labels}
        .cell=${cell}
        @cellhover=${({ detail }: CellEvent) => hover(detail.cell)}
        @cellselect=${({ detail }: CellEvent) => select(detail.cell)}
      ></attention-canvas>
    </figure>`;
  }

  private readonly pointKept = (cell: Cell | null): void => {
    this.keptCell = cell;
    this.look.point(pairedCell(this.paired?.pairs ?? [], cell, 'kept'));
  };

  private readout(cell: Cell | null, keptCell: Cell | null) {
    const { look, kept } = this;
    if (!cell && !keptCell) return t('Point at a cell to read its weight.');
    const labels = cell ? look.labels : tokenLabels(kept.reading);
    const { query, key } = cell ?? (keptCell as Cell);
    if (key > query) return cannotSee(labels, { query, key });
    const weight = (map: AttentionMap, at: Cell | null) => at && map.values[at.query * map.tokens + at.key];
    const [here, there] = [weight(look.map, cell), weight(kept.value, keptCell)];
    const shown = (value: number | null) =>
      html`<b class="number">${value === null ? t('not in it') : decimal(value, 4)}</b>`;
    return html`${t('“{0}” ({1}) looks at “{2}” ({3}) with', labels[query], query, labels[key], key)} ${shown(here)}
      (${t('this text')}), ${shown(there)} (${t('kept text')})${
        here === null || there === null ? nothing : html`: <b class="number">${signedWeight(here - there)}</b>`
      }`;
  }
}

customElements.define('text-comparison', TextComparison);
