import { html, type TemplateResult } from 'lit';
import type { AttentionOverview, HeadStatistics, Reading } from '../../../src/protocol/runs';
import type { HeadChoice } from '../../drawing/overviewCanvas';
import { t } from '../../ui/l10n';
import { headKinds } from './headKinds';

/** One head's scores with a sentence on what it does; definitions are in docs and `HeadStatistics`. */
export function headSummary(
  { value: overview, reading }: { value: AttentionOverview; reading: Reading },
  { layer, head }: HeadChoice,
): TemplateResult {
  const scores = scoresOf(overview.statistics, layer * overview.heads + head);
  return html`<section class="card">
    <h3>${t('Layer {0}, head {1}', layer, head)}</h3>
    <p class="hint">${hint(scores, reading.tokens.ids.length)}</p>
    <dl>
      ${headKinds().map(
        ({ score, row, meaning, shown }) =>
          html`<dt title=${meaning}>${row}</dt>
            <dd class="number">${shown(scores[score])}</dd>`,
      )}
    </dl>
  </section>`;
}

type Scores = Record<keyof HeadStatistics, number>;

function scoresOf(statistics: HeadStatistics, index: number): Scores {
  const entries = Object.entries(statistics).map(([name, values]) => [name, (values as Float32Array)[index]]);
  return Object.fromEntries(entries) as Scores;
}

/** The clearest pattern, in words. Thresholds are rules of thumb, and the numbers stand below. */
function hint(scores: Scores, tokens: number): string {
  const { previousToken, duplicateToken, induction, sink, entropy, distance } = scores;
  if (tokens < 3) return t('Too few tokens to show a pattern.');
  if (entropy >= 0.95 * evenEntropy(tokens)) return t('Looks at all it can see nearly alike: no pattern.');
  if (sink >= 0.6) return t('Rests on the first token: for most tokens here it does little else.');
  if (previousToken >= 0.5) return t('Looks at the token right before: a previous-token head.');
  if (induction >= 0.4) return t('Looks at what came after an earlier copy: it continues repetitions (induction).');
  if (duplicateToken >= 0.4) return t('Looks at earlier copies of the same token.');
  if (distance <= 3) return t('Looks at the near past.');
  return t('Spreads its attention; no single pattern stands out on this text.');
}

/** The entropy that a head would have that spreads each row evenly, nats: the mean of ln(i + 1) over T rows. */
function evenEntropy(tokens: number): number {
  let sum = 0;
  for (let seen = 1; seen <= tokens; seen++) sum += Math.log(seen);
  return sum / tokens;
}
