import { html, nothing, type TemplateResult } from 'lit';
import { plural } from '../../../../src/protocol/plural';
import type { MergeOrigin, MergeStep } from '../../../../src/protocol/tokenOrigin';
import { tokenLabel } from '../../../drawing/tokenText';
import { integer } from '../../../ui/format';
import { t } from '../../../ui/l10n';

/** Symbols `start` … `end` − 1 of a word, joined so far. */
interface Part {
  start: number;
  end: number;
}

/**
 * The word after each merge, in a row each; merges of the token asked about stand out.
 *
 * @param ids the word's tokens, of which `chosen` is asked about
 */
export function mergeSteps(how: MergeOrigin, ids: Int32Array, chosen: number): TemplateResult {
  const { symbols, steps, taken } = how;
  const parts = partsOf(how);
  // Where a whole word was taken, the token asked about is all of it.
  const final = parts[parts.length - 1];
  const token = taken === 'otherwise' ? { start: 0, end: symbols.ids.length } : final[chosen];
  const inToken = ({ start, end }: MergeStep) => token.start <= start && end <= token.end;
  return html`
    <p>${opening(how, final.length)}</p>
    <table>
      <thead>
        <tr>
          <th class="number">${t('Merge')}</th>
          <th class="number" title=${rankHint(how)}>${t('Rank')}</th>
          <th>${t('The word then')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td class="number">0</td>
          <td class="number">–</td>
          <td class="mono">${wordRow(how, parts[0], null)}</td>
        </tr>
        ${steps.map(
          (step, i) => html`<tr class=${inToken(step) ? 'own' : 'other'}>
            <td class="number">${integer(i + 1)}</td>
            <td class="number">${integer(step.rank)}</td>
            <td class="mono">${wordRow(how, parts[i + 1], step)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${ids.length > 1 ? html`<p class="faint">${t('No neighbours are left that merge: these are the tokens.')}</p>` : nothing}
  `;
}

/** The word's parts before the first step and after each. */
function partsOf({ symbols, steps }: MergeOrigin): Part[][] {
  let parts: Part[] = Array.from(symbols.ids, (_, i) => ({ start: i, end: i + 1 }));
  return [
    parts,
    ...steps.map(({ start, end }) => {
      const at = parts.findIndex((part) => part.start === start);
      parts = [...parts.slice(0, at), { start, end }, ...parts.slice(at + 2)];
      return parts;
    }),
  ];
}

function wordRow(how: MergeOrigin, parts: readonly Part[], step: MergeStep | null) {
  const joined = step
    ? html`<span class="visually-hidden"
        >${t('{0} and {1} become one:', label(how, step.start, step.middle), label(how, step.middle, step.end))}
      </span>`
    : nothing;
  return html`${joined}${parts.map(
    ({ start, end }) =>
      html`<span class="part ${start === step?.start ? 'merged' : ''}">${label(how, start, end)}</span>`,
  )}`;
}

function label({ symbols: { bytes } }: MergeOrigin, start: number, end: number): string {
  return tokenLabel(bytes.bytes.subarray(bytes.offsets[start], bytes.offsets[end]));
}

function opening({ taken, steps, symbols }: MergeOrigin, parts: number): string {
  if (taken === 'same') {
    return t('The word is in the vocabulary as it is, and was taken without merging. Merging leads to the same token:');
  }
  if (taken === 'otherwise') {
    return plural(
      parts,
      t(
        'The word is in the vocabulary as it is, and was taken without merging. Merging would have given another token:',
      ),
      t(
        'The word is in the vocabulary as it is, and was taken without merging. Merging would have given {0} tokens:',
        parts,
      ),
    );
  }
  if (steps.length === 0 && symbols.ids.length === 1)
    return t('It is one of the smallest tokens, which merging starts from.');
  return t('Of all neighbours that merge, the pair of the lowest rank does, until none is left:');
}

function rankHint({ rank }: MergeOrigin): string {
  if (rank === 'id')
    return t('The lower, the earlier it was learnt; in this encoding it is the id of the merged token');
  return t('The lower, the earlier it was learnt: the place in the tokenizer’s list of merges, from 0');
}
