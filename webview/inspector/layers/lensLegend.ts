import { html, type TemplateResult } from 'lit';
import { cssVariables } from '../../ui/cssVariables';
import { t } from '../../ui/l10n';
import { type LensColor, legendTicks, scaleOf } from './lensColors';

/** What the cells' colours mean. */
export function lensLegend(color: LensColor, vocabularySize: number): TemplateResult {
  const titles: Record<LensColor, string> = {
    probability: t('Probability of the cell’s token'),
    entropy: t('Entropy in bits'),
    rank: t('Rank of the followed token, by logarithm'),
  };
  return html`<div class="legend">
    <span>${titles[color]}</span>
    <div class="ramp ${scaleOf(color)}" role="img" aria-label=${titles[color]}></div>
    <div class="ticks number">
      ${legendTicks(color, vocabularySize).map(({ at, text }) => html`<span ${cssVariables({ '--at': at })}>${text}</span>`)}
    </div>
    <span class="faint">
      ${t('Bold: the final answer already. Underlined: the layer from which it leads to the end.')}
    </span>
  </div>`;
}
