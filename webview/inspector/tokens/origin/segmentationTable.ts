import { html, nothing, type TemplateResult } from 'lit';
import { packedAt } from '../../../../src/protocol/bytes';
import type { Segmentation, UnigramOrigin } from '../../../../src/protocol/tokenOrigin';
import { tokenLabel } from '../../../drawing/tokenText';
import { decimal } from '../../../ui/format';
import { t } from '../../../ui/l10n';

/** The best ways to cut the word, best first; `chosen` is the token asked about, of the best one. */
export function segmentationTable({ segmentations }: UnigramOrigin, chosen: number): TemplateResult {
  const [best, ...rivals] = segmentations;
  return html`
    <p>
      ${t('Of all ways to cut the word into pieces of the vocabulary, the one with the largest sum of scores is taken.')}
      ${rivals.length === 0 ? t('There is only one here.') : nothing}
    </p>
    <table>
      <thead>
        <tr>
          <th class="number" title=${t('The sum of the pieces’ log probabilities, natural')}>${t('Score')}</th>
          <th class="number" title=${t('How far it is behind the best')}>${t('Behind')}</th>
          <th>${t('Pieces')}</th>
        </tr>
      </thead>
      <tbody>
        ${segmentations.map(
          (way) => html`<tr class=${way === best ? 'own' : 'other'}>
            <td class="number">${decimal(way.total)}</td>
            <td class="number">${way === best ? '–' : decimal(best.total - way.total)}</td>
            <td class="mono">${pieces(way, way === best ? chosen : -1)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

function pieces({ ids, bytes, scores }: Segmentation, chosen: number) {
  return Array.from(
    ids,
    (_, i) =>
      html`<span class="part ${i === chosen ? 'merged' : ''}" title=${t('Score {0}', decimal(scores[i]))}
        >${tokenLabel(packedAt(bytes, i))}</span
      >`,
  );
}
