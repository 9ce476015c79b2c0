import { html, type TemplateResult } from 'lit';
import { cssVariables } from '../../ui/cssVariables';
import { t } from '../../ui/l10n';
import { type LensColor, legendTicks, scaleOf } from './lensColors';

export function lensLegendTitle(color: LensColor): string {
  const titles: Record<LensColor, string> = {
    probability: t('Probability of the cell’s token'),
    entropy: t('Entropy in bits'),
    rank: t('Rank of the followed token, by logarithm'),
  };
  return titles[color];
}

/** What bold and underlined cells are. */
export const lensMarksNote = (): string =>
  t('Bold: the final answer already. Underlined: the layer from which it leads to the end.');

/** What the cells' colours mean. */
export function lensLegend(color: LensColor, vocabularySize: number): TemplateResult {
  const title = lensLegendTitle(color);
  return html`<div class="legend">
    <span>${title}</span>
    <div class="ramp ${scaleOf(color)}" role="img" aria-label=${title}></div>
    <div class="ticks number">
      ${legendTicks(color, vocabularySize).map(({ at, text }) => html`<span ${cssVariables({ '--at': at })}>${text}</span>`)}
    </div>
    <span class="faint">${lensMarksNote()}</span>
  </div>`;
}
