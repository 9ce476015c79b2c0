import { html, type TemplateResult } from 'lit';
import type { Sampling } from '../../../src/protocol/runs';
import { t } from '../../ui/l10n';
import type { LoupeSlider } from '../../ui/sliderField';
import '../../ui/sliderField';

/** How the distribution is reshaped before a token is drawn, in the order of the controls. */
export function samplingControls(sampling: Sampling, change: (part: Partial<Sampling>) => void): TemplateResult {
  // Only what was moved: the next control may be moved before this one's change is drawn.
  const set = (key: keyof Sampling) => (event: Event) => change({ [key]: (event.target as LoupeSlider).value });
  const { temperature, topK, topP } = sampling;
  // All is left to the most probable token: there is nothing to cut.
  const greedy = temperature === 0;
  return html`<div class="sampling">
    <loupe-slider
      label=${t('1. Temperature')}
      hint=${t('Logits are divided by it: below 1 the probable becomes more probable, above 1 less')}
      note=${greedy ? t('greedy') : temperature === 1 ? t('as is') : ''}
      min="0"
      max="2"
      step="0.01"
      .value=${temperature}
      @change=${set('temperature')}
    ></loupe-slider>
    <loupe-slider
      label=${t('2. Top-k')}
      hint=${t('Keeps the k most probable tokens')}
      note=${greedy ? t('no effect') : topK === 0 ? t('all') : ''}
      ?disabled=${greedy}
      min="0"
      max="100"
      step="1"
      .value=${topK}
      @change=${set('topK')}
    ></loupe-slider>
    <loupe-slider
      label=${t('3. Top-p')}
      hint=${t('Keeps the smallest set of tokens whose probabilities sum to at least p')}
      note=${greedy ? t('no effect') : topP >= 1 ? t('all') : ''}
      ?disabled=${greedy}
      min="0.05"
      max="1"
      step="0.01"
      .value=${topP}
      @change=${set('topP')}
    ></loupe-slider>
  </div>`;
}

/** True where reshaping changes nothing. */
export const isNeutral = ({ temperature, topK, topP }: Sampling) => temperature === 1 && topK === 0 && topP >= 1;
