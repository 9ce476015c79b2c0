import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { AttentionMap } from '../../../src/protocol/runs';
import { weightPosition } from '../../drawing/heatmap';
import { heatSteps } from '../../drawing/scales';
import type { TokenEvent, TokenStrip } from '../../drawing/tokenStrip';
import '../../drawing/tokenStrip';
import { t } from '../../ui/l10n';
import { legendKind, type MapLook, ownCell } from './mapLook';
import { type Side, sideControl, sideReadout } from './side';
import './weightLegend';

/** The text, each token tinted by what the focused one pays it (its row) or gets of it (its column). */
export function textView(look: MapLook): TemplateResult {
  const { store, map, reading, token } = look;
  const side = store.view.attentionSide;
  return html`${sideControl(store)}
    <p aria-live="polite" class="readout">${sideReadout(look, side)}</p>
    <loupe-token-strip
      class="weights"
      label=${t('The text, tinted by attention. Arrow keys move from token to token.')}
      .tokens=${reading.tokens}
      .heat=${weightSteps(map, token, side)}
      .whitespace=${store.view.whitespace}
      ${ref((strip) => void markTokens(strip as TokenStrip | undefined, look))}
      @tokenhover=${({ detail }: TokenEvent) => look.point(detail.index === null ? null : ownCell(detail.index))}
      @tokenselect=${({ detail }: TokenEvent) => look.choose(detail.index === null ? null : ownCell(detail.index))}
    ></loupe-token-strip>
    <weight-legend .kind=${legendKind(look)}></weight-legend>`;
}

/** The focused token, and what is marked elsewhere, as soon as the strip has its tokens. */
async function markTokens(strip: TokenStrip | undefined, { token, marked }: MapLook): Promise<void> {
  await strip?.updateComplete;
  strip?.mark({ first: token, end: token + 1 }, marked);
}

const tints = new WeakMap<AttentionMap, { token: number; side: Side; steps: Uint8Array }>();

/** [T] the tint of each token; 255 for those that the mask hides. Made once for a token: the strip tints anew for another object. */
function weightSteps(map: AttentionMap, token: number, side: Side): Uint8Array {
  const known = tints.get(map);
  if (known?.token === token && known.side === side) return known.steps;
  const { tokens, values } = map;
  const steps = Uint8Array.from({ length: tokens }, (_, other) => {
    const [query, key] = side === 'row' ? [token, other] : [other, token];
    return key > query ? 255 : Math.round(weightPosition(values[query * tokens + key]) * (heatSteps - 1));
  });
  tints.set(map, { token, side, steps });
  return steps;
}
