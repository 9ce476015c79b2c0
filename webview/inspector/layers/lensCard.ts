import { html, nothing, type TemplateResult } from 'lit';
import { bits, integer, percent } from '../../ui/format';
import { t } from '../../ui/l10n';
import { stateName } from './lensNames';
import type { LensCell, LensPlace, LensToken } from './lensTable';

/** Where a cell is, for people. */
export function placeName({ state, position }: LensPlace, label: string): string {
  return t('{0}, after “{1}” ({2})', stateName(state), label, position);
}

/** A cell in a sentence. */
export function lensReadout(cell: LensCell, name: string): TemplateResult {
  const [best] = cell.top;
  return html`${name} →
    <b class="mono">${best?.label}</b> <b class="number">${percent(best?.probability ?? Number.NaN)}</b>
    <span class="faint number">· ${t('entropy {0}', bits(cell.entropy))}</span>`;
}

/** A cell's five best tokens, and how the final answer and the followed token stand there. */
export function lensCard(cell: LensCell, name: string): TemplateResult {
  const standing = (title: string, token: LensToken) => html`<dt>${title} <span class="mono">${token.label}</span></dt>
    <dd class="number">${percent(token.probability)} · ${t('rank {0}', integer(token.rank))}</dd>`;
  return html`<section class="card">
    <h3>${name}</h3>
    <share-list
      label=${t('The five most probable tokens')}
      .rows=${cell.top.map(({ id, label, probability, rank }) => ({
        note: integer(rank),
        label,
        share: probability,
        value: percent(probability),
        actual: id === cell.answer.id,
      }))}
    ></share-list>
    <dl>
      ${standing(t('Final answer'), cell.answer)}
      ${cell.followed ? standing(t('Followed'), cell.followed) : nothing}
      <dt>${t('The final answer leads from')}</dt>
      <dd>${stateName(cell.firstLeads)}</dd>
      <dt>${t('Entropy')}</dt>
      <dd class="number">${bits(cell.entropy)}</dd>
    </dl>
  </section>`;
}
