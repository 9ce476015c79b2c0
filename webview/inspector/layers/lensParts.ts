import { css, html, nothing, type TemplateResult } from 'lit';
import type { Attribution, LogitPart } from '../../../src/protocol/lens';
import { cssVariables } from '../../ui/cssVariables';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import { stateName } from './lensNames';

export const lensPartsStyles = css`
  .parts table {
    width: 100%;
    max-width: 560px;
    border-collapse: collapse;
  }
  .parts th {
    padding: 1px 8px 1px 0;
    text-align: start;
    font-weight: 400;
    color: var(--loupe-faint);
    white-space: nowrap;
  }
  .parts thead th,
  .parts .sum > * {
    border-bottom: 1px solid var(--loupe-line);
    font-weight: 600;
  }
  .parts td {
    padding: 1px 6px;
  }
  .parts .sum > * {
    border-top: 1px solid var(--loupe-line);
    border-bottom: 0;
  }
  .part {
    display: grid;
    grid-template-columns: minmax(24px, 1fr) 6ch;
    align-items: center;
    gap: 6px;
    text-align: end;
  }
  /* Set --part (−1…1): from the middle to the right, or to the left. */
  .signed {
    position: relative;
    height: 9px;
    background: linear-gradient(var(--loupe-line), var(--loupe-line)) center / 1px 100% no-repeat;
  }
  .signed::after {
    content: '';
    position: absolute;
    inset-block: 0;
    left: calc(50% + min(0, var(--part)) * 50%);
    width: calc(max(var(--part), 0 - var(--part)) * 50%);
    background: var(--loupe-probability);
  }
  .signed.against::after {
    background: var(--vscode-charts-red, #f14c4c);
  }
  @container (max-width: 420px) {
    .parts thead th {
      white-space: normal;
    }
    .parts th,
    .parts td {
      padding-inline: 0 2px;
    }
    .part {
      grid-template-columns: minmax(12px, 1fr) 5.5ch;
      gap: 2px;
    }
  }
  .hint {
    max-width: 70ch;
    margin-top: 6px;
  }
`;

/** What each addition to the residual stream gives to a token's logit: layers upwards, as in the grid. */
export function lensParts({ logit, constant, parts }: Attribution, title: string): TemplateResult {
  const most = Math.max(...parts.map((part) => Math.abs(part.logit)), Number.MIN_VALUE);
  const layers = Math.max(...parts.map(({ layer }) => (layer ?? -1) + 1));
  const of = (kind: LogitPart['kind'], layer: number | null) =>
    parts.find((part) => part.kind === kind && part.layer === layer)?.logit ?? null;
  const bar = (value: number) => html`<div class="part">
    <span class="signed ${value < 0 ? 'against' : ''}" ${cssVariables({ '--part': value / most })}></span>
    <span class="number">${signed(value)}</span>
  </div>`;
  const isHalved = of('attention', 0) !== null;
  const kinds: LogitPart['kind'][] = isHalved ? ['attention', 'feedForward'] : ['block'];
  const titles = { attention: t('Attention'), feedForward: t('Feed-forward'), block: t('Attention and feed-forward') };
  return html`<h3>${title}</h3>
    <table>
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">${t('Layer')}</span></th>
          ${kinds.map((kind) => html`<th scope="col">${titles[kind as keyof typeof titles]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from({ length: layers }, (_, i) => layers - 1 - i).map(
          (layer) => html`<tr>
            <th scope="row">${stateName(layer + 1)}</th>
            ${kinds.map((kind) => html`<td>${bar(of(kind, layer) ?? Number.NaN)}</td>`)}
          </tr>`,
        )}
        <tr>
          <th scope="row">${stateName(0)}</th>
          <td>${bar(of('embedding', null) ?? Number.NaN)}</td>
          ${isHalved ? html`<td></td>` : nothing}
        </tr>
        <tr>
          <th scope="row">${t('Constant')}</th>
          <td><div class="part"><span></span><span class="number">${signed(constant)}</span></div></td>
          ${isHalved ? html`<td></td>` : nothing}
        </tr>
        <tr class="sum">
          <th scope="row">${t('Logit')}</th>
          <td><div class="part"><span></span><span class="number">${decimal(logit)}</span></div></td>
          ${isHalved ? html`<td></td>` : nothing}
        </tr>
      </tbody>
    </table>
    <p class="faint hint">
      ${t('Direct logit attribution: the final norm’s divisor is held at what it is here; then these sum to the logit exactly. What a layer does by way of later ones counts as theirs.')}
    </p>`;
}

const signed = (value: number) => `${value > 0 ? '+' : ''}${decimal(value)}`;
