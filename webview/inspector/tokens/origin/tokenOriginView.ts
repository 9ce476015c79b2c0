import { html, LitElement, nothing } from 'lit';
import { tokenBytes } from '../../../../src/protocol/tokenLookup';
import type { NoOrigin, TokenOrigin } from '../../../../src/protocol/tokenOrigin';
import type { TokenTable } from '../../../../src/protocol/tokens';
import { tokenLabel } from '../../../drawing/tokenText';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import { mergeSteps } from './mergeSteps';
import { segmentationTable } from './segmentationTable';
import { tokenOriginStyles } from './tokenOriginStyles';
import { wordPieceSteps } from './wordPieceSteps';

/** How a token came to be: merges, the best of several segmentations, or the longest pieces, by what the tokenizer is. */
export class TokenOriginView extends LitElement {
  static override properties = { origin: { attribute: false }, tokens: { attribute: false } };
  static override styles = [sharedStyles, tokenOriginStyles];

  declare origin: TokenOrigin;
  /** The tokenization that `origin` tells of a token of. */
  declare tokens: TokenTable;

  protected override render() {
    const { origin, tokens } = this;
    const { how, word, index } = origin;
    const bytes = tokenBytes(tokens, index);
    const label = bytes.length > 0 ? tokenLabel(bytes) : t('(added by the tokenizer)');
    return html`<section>
      <h3 aria-live="polite">${t('How “{0}” came about', label)}</h3>
      ${how.kind === 'none' ? html`<p>${reason(how)}</p>` : nothing}
      ${how.kind === 'merges' ? mergeSteps(how, tokens.ids.subarray(word.first, word.end), index - word.first) : nothing}
      ${how.kind === 'unigram' ? segmentationTable(how, index - word.first) : nothing}
      ${how.kind === 'wordPiece' ? wordPieceSteps(how, index - word.first) : nothing}
      ${how.kind !== 'none' && origin.bounds !== 'split' ? html`<p class="faint">${boundsNote(origin.bounds)}</p>` : nothing}
    </section>`;
  }
}

function boundsNote(bounds: 'whiteSpace' | 'nearby'): string {
  if (bounds === 'nearby') return t('Its word is longer; this is the part around the token.');
  return t('This tokenizer does not split the text into words first; this is the part between white space.');
}

function reason({ reason }: NoOrigin): string {
  switch (reason) {
    case 'added':
      return t('The tokenizer adds it by itself to every text.');
    case 'matched':
      return t('The tokenizer looks for this token in the text as it is, before it splits or merges anything.');
    case 'wordLevel':
      return t('This tokenizer knows whole words only: it looks each up in its vocabulary.');
    case 'unknown':
      return t('The vocabulary has no token for what the text has here.');
    case 'dropout':
      return t('This tokenizer leaves out merges at random (dropout): another time the steps may differ.');
    case 'differs':
      return t('The steps that we find do not lead to the tokens that the tokenizer gave; they are not shown.');
  }
}

customElements.define('token-origin', TokenOriginView);
