import { html, type TemplateResult } from 'lit';
import type { WordPieceOrigin } from '../../../../src/protocol/tokenOrigin';
import { integer } from '../../../ui/format';
import { t } from '../../../ui/l10n';

/** What was taken from the word, piece by piece; `chosen` is the token asked about. */
export function wordPieceSteps({ steps, prefix, failure }: WordPieceOrigin, chosen: number): TemplateResult {
  return html`
    <p>${opening(failure, prefix)}</p>
    <table ?hidden=${steps.length === 0}>
      <thead>
        <tr>
          <th>${t('Left of the word')}</th>
          <th>${t('Longest piece')}</th>
          <th class="number" title=${t('Longer beginnings that are not in the vocabulary')}>${t('Longer')}</th>
        </tr>
      </thead>
      <tbody>
        ${steps.map(
          ({ rest, piece, longer }, i) => html`<tr class=${failure || i === chosen ? 'own' : 'other'}>
            <td class="mono">${rest}</td>
            <td class="mono">${piece === null ? t('none') : html`<span class="part merged">${piece}</span>`}</td>
            <td class="number">${integer(longer)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

function opening(failure: WordPieceOrigin['failure'], prefix: string): string {
  if (failure === 'tooLong')
    return t('The word is longer than this tokenizer cuts into pieces: all of it is the unknown token.');
  if (failure === 'noPiece')
    return t('At some place no piece of the vocabulary fits: the whole word is the unknown token.');
  return t(
    'At each place the longest piece of the vocabulary that fits is taken; {0} marks pieces that go on a word.',
    prefix,
  );
}
