import { html, type TemplateResult } from 'lit';
import type { AttentionOverview, HeadStatistics, Reading } from '../../../src/protocol/runs';
import { decimal, percent, toBits } from '../../ui/format';
import { t } from '../../ui/l10n';

/** One head's scores with a sentence on what it does; definitions are in docs and `HeadStatistics`. */
export function headSummary(
  { value: overview, reading }: { value: AttentionOverview; reading: Reading },
  layer: number,
  head: number,
): TemplateResult {
  const scores = scoresOf(overview.statistics, layer * overview.heads + head);
  const share = (value: number) => (Number.isNaN(value) ? t('not defined') : percent(value));
  const row = (name: string, value: string, hint: string) =>
    html`<dt title=${hint}>${name}</dt>
      <dd class="number">${value}</dd>`;
  return html`<section class="card">
    <h3>${t('Layer {0}, head {1}', layer, head)}</h3>
    <p class="hint">${hint(scores, reading.tokens.ids.length)}</p>
    <dl>
      ${row(t('To the token before'), share(scores.previousToken), t('Mean weight on the previous token'))}
      ${row(t('To earlier copies'), share(scores.duplicateToken), t('Mean weight on earlier copies of the same token, over rows that have one'))}
      ${row(t('After earlier copies'), share(scores.induction), t('Mean weight on tokens right after an earlier copy: induction'))}
      ${row(t('To the first token'), share(scores.sink), t('Mean weight on the first token: the attention sink'))}
      ${row(t('Entropy'), t('{0} bits', decimal(toBits(scores.entropy))), t('Mean entropy of a row: how widely attention is spread'))}
      ${row(t('Distance'), t('{0} tokens', decimal(scores.distance, 1)), t('Mean distance looked back'))}
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
