import { html, type TemplateResult } from 'lit';
import { type LineEnd, mostLines, weakestLine } from '../../drawing/attentionLines';
import type { LineEvent } from '../../drawing/lineCanvas';
import '../../drawing/lineCanvas';
import { decimal, integer } from '../../ui/format';
import { t } from '../../ui/l10n';
import { type MapLook, ownCell } from './mapLook';
import { weightsOf } from './readings';
import { sideReadout } from './side';

/** Two columns of tokens with lines between them. */
export function lineView(look: MapLook): TemplateResult {
  const { store, cell, map } = look;
  const side = store.view.attentionSide === 'row' ? 'query' : 'key';
  const end: LineEnd | null = cell && { side, token: cell[side] };
  const take = (next: LineEnd | null, tell: (cell: MapLook['cell']) => void) => {
    if (next && next.side !== side) store.look({ attentionSide: next.side === 'query' ? 'row' : 'column' });
    tell(next && ownCell(next.token));
  };
  return html`<p aria-live="polite" class="readout">
      ${end ? sideReadout(look.labels, weightsOf(map, end.token), store.view.attentionSide) : t('Point at a token to see its lines alone.')}
    </p>
    <line-canvas
      label=${t('Attention as lines: queries on the left, keys on the right. Up and down move from token to token, left and right to the other column, Escape shows the lines of all.')}
      .map=${map}
      .labels=${look.labels}
      .end=${end}
      .marked=${look.marked}
      @endhover=${({ detail }: LineEvent) => take(detail.end, look.point)}
      @endselect=${({ detail }: LineEvent) => take(detail.end, look.choose)}
    ></line-canvas>
    <p class="faint note">
      ${t('The stronger a line, the larger the weight. Weights below {0} have none, and of the rest at most the {1} largest in sight.', decimal(weakestLine), integer(mostLines))}
    </p>`;
}
