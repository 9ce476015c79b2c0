import { html, type TemplateResult } from 'lit';
import type { PositionRange } from '../../../src/protocol/runs';
import { type LineEnd, type LineWeights, mapWeights, mostLines, weakestLine } from '../../drawing/attentionLines';
import type { LineEvent, SightEvent } from '../../drawing/lineCanvas';
import '../../drawing/lineCanvas';
import { decimal, integer } from '../../ui/format';
import { t } from '../../ui/l10n';
import type { CanvasLook } from './mapCanvas';
import { type MapLook, ownCell } from './mapLook';
import { sideReadout } from './side';

/** A map as two columns of tokens with lines between them. */
export const lineView = (look: MapLook): TemplateResult => linesView(look, mapWeights(look.map));

interface LineOptions {
  /** Is told which queries are in sight. */
  see?(queries: PositionRange): void;
  /** Whether a key under the pointer shows its lines alone, not only a chosen one. */
  followsKeys?: boolean;
}

/** Two columns of tokens with lines between them. */
export function linesView(
  look: CanvasLook,
  weights: LineWeights,
  { see = () => {}, followsKeys = true }: LineOptions = {},
): TemplateResult {
  const { store, cell, labels } = look;
  const side = store.view.attentionSide === 'row' ? 'query' : 'key';
  const end: LineEnd | null = cell && { side, token: cell[side] };
  const hint = followsKeys
    ? t('Point at a token to see its lines alone.')
    : t('Point at a token on the left, or choose one on the right, to see its lines alone.');
  const take = (next: LineEnd | null, tell: (cell: MapLook['cell']) => void) => {
    if (next && next.side !== side) store.look({ attentionSide: next.side === 'query' ? 'row' : 'column' });
    tell(next && ownCell(next.token));
  };
  return html`<p aria-live="polite" class="readout">
      ${end ? endReadout(labels, end, weights) : hint}
    </p>
    <line-canvas
      label=${t('Attention as lines: queries on the left, keys on the right. Up and down move from token to token, left and right to the other column, Escape shows the lines of all.')}
      .weights=${weights}
      .labels=${labels}
      .end=${end}
      .marked=${look.marked}
      @endhover=${({ detail }: LineEvent) => take(followsKeys || detail.end?.side !== 'key' ? detail.end : null, look.point)}
      @endselect=${({ detail }: LineEvent) => take(detail.end, look.choose)}
      @sightchange=${({ detail }: SightEvent) => see(detail)}
    ></line-canvas>
    <p class="faint note">
      ${t('The stronger a line, the larger the weight. Weights below {0} have none, and of the rest at most the {1} largest in sight.', decimal(weakestLine), integer(mostLines))}
    </p>`;
}

function endReadout(labels: readonly string[], { side, token }: LineEnd, weights: LineWeights) {
  const [own, told] =
    side === 'query' ? [weights.row(token), 'row' as const] : [weights.column(token), 'column' as const];
  return own ? sideReadout(labels, token, own, told) : '…';
}
