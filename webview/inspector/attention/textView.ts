import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { weightPosition } from '../../drawing/heatmap';
import { heatSteps } from '../../drawing/scales';
import type { TokenEvent, TokenStrip } from '../../drawing/tokenStrip';
import '../../drawing/tokenStrip';
import { t } from '../../ui/l10n';
import { legendKind, type MapLook, ownCell } from './mapLook';
import type { TokenWeights } from './readings';
import { type Side, sideControl, sideReadout } from './side';
import './weightLegend';
import { madeOnce } from '../../ui/madeOnce';

/** What the view needs: no whole map. */
export type TextLook = Pick<MapLook, 'store' | 'reading' | 'labels' | 'marked' | 'point' | 'choose'>;

/** The text, each token tinted by what one of them pays it (its row) or gets of it (its column). */
export function textView(look: TextLook, weights: TokenWeights): TemplateResult {
  const { store, reading, labels } = look;
  const side = store.view.attentionSide;
  return html`${sideControl(store)}
    <weight-legend .kind=${legendKind(look)}></weight-legend>
    <p aria-live="polite" class="readout">${sideReadout(labels, weights.token, weights[side], side)}</p>
    <loupe-token-strip
      class="weights"
      label=${t('The text, tinted by attention. Arrow keys move from token to token.')}
      .tokens=${reading.tokens}
      .heat=${weightSteps(weights, side)}
      .whitespace=${store.view.whitespace}
      ${ref((strip) => void markTokens(strip as TokenStrip | undefined, weights.token, look))}
      @tokenhover=${({ detail }: TokenEvent) => look.point(detail.index === null ? null : ownCell(detail.index))}
      @tokenselect=${({ detail }: TokenEvent) => look.choose(detail.index === null ? null : ownCell(detail.index))}
    ></loupe-token-strip>`;
}

/** The token whose weights they are, and what is marked elsewhere, as soon as the strip has its tokens. */
async function markTokens(strip: TokenStrip | undefined, token: number, { marked }: TextLook): Promise<void> {
  await strip?.updateComplete;
  strip?.mark({ first: token, end: token + 1 }, marked);
}

/** [T] the tint of each token; 255 for those that the mask hides. */
const weightSteps = madeOnce((weights: TokenWeights, side: Side): Uint8Array => {
  const { token } = weights;
  const isHidden = (other: number) => (side === 'row' ? other > token : other < token);
  return Uint8Array.from(weights[side], (weight, other) =>
    isHidden(other) ? 255 : Math.round(weightPosition(weight) * (heatSteps - 1)),
  );
});
