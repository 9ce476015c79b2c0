import { css, html, LitElement, nothing } from 'lit';
import { packedAt, spacedHex } from '../../../src/protocol/bytes';
import type { Reading } from '../../../src/protocol/runs';
import { type SplitCharacter, splitCharacters } from '../../../src/protocol/splitCharacters';
import { tokenBytes } from '../../../src/protocol/tokenLookup';
import { TokenFlag, type TokenTable } from '../../../src/protocol/tokens';
import { tokenLabel } from '../../drawing/tokenText';
import { bits, decimal, integer, percent } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import '../shareList';
import type { ShareRow } from '../shareList';

/** Everything known of one token. Fires `reveal` when it is to be shown in the editor, `origin` when how it came to be. */
export class TokenCard extends LitElement {
  static override properties = {
    tokens: { attribute: false },
    index: { attribute: false },
    reading: { attribute: false },
    position: { attribute: false },
    origin: { type: Boolean },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .token {
        font-size: 1.35em;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        align-items: baseline;
        grid-template-columns: auto 1fr;
        gap: 2px 14px;
        margin: 8px 0 0;
      }
      dt {
        color: var(--loupe-faint);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .held {
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      h3 {
        margin: 12px 0 4px;
      }
      .links {
        margin-top: 10px;
      }
      @container (width > 440px) and (max-width: 680px) {
        .parts {
          display: grid;
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          gap: 24px;
        }
        h3 {
          margin-top: 4px;
        }
      }
    `,
  ];

  declare tokens: TokenTable;
  declare index: number;
  /** The model's numbers, where its tokens are these tokens. */
  declare reading: Reading | null;
  /** Index of the token in `reading`. */
  declare position: number | null;
  /** How the selected token came to be is told. */
  declare origin: boolean;

  protected override render() {
    const { tokens, index, reading, position } = this;
    const bytes = tokenBytes(tokens, index);
    return html`
      <div class="row spread">
        <span class="token mono">${bytes.length ? tokenLabel(bytes) : t('(added by the tokenizer)')}</span>
        <span class="faint number">${t('Index {0}', integer(index))}</span>
      </div>
      <div class="parts">
      <dl>
        <dt>${t('Id')}</dt>
        <dd class="number">${tokens.ids[index]}${tokens.flags[index] & TokenFlag.special ? ` · ${t('special')}` : nothing}</dd>
        <dt>${t('Bytes')}</dt>
        <dd class="mono">${spacedHex(bytes) || '–'}</dd>
        ${splitCharacters(tokens.bytes, index).map(partOf)}
        <dt title=${t('In the text, in UTF-16 units, as editors count')}>${t('Offsets')}</dt>
        <dd class="number">${t('{0} to {1}', integer(tokens.starts[index]), integer(tokens.ends[index]))} <span class="faint">UTF-16</span></dd>
        ${reading && position !== null ? prediction(reading, position) : nothing}
      </dl>
      ${reading && position !== null && position > 0 ? alternatives(reading, position) : nothing}
      </div>
      <div class="row links">
        <vscode-link href="#" role="button" @click=${(event: Event) => this.fire(event, 'reveal')}
          >${t('Show in the editor')}</vscode-link
        >
        <vscode-link
          href="#"
          role="button"
          aria-expanded=${this.origin}
          @click=${(event: Event) => this.fire(event, 'origin')}
          >${this.origin ? t('Hide how it came about') : t('How it came about')}</vscode-link
        >
      </div>
    `;
  }

  private fire(click: Event, type: 'reveal' | 'origin'): void {
    click.preventDefault();
    this.dispatchEvent(new Event(type));
  }
}

/** Which of a character's bytes the token holds, and where the others are. */
function partOf({ bytes, from, to, tokens }: SplitCharacter) {
  const hex = (start: number, end: number) => spacedHex(bytes.subarray(start, end));
  return html`<dt>${t('Part of')}</dt>
    <dd>
      <span class="mono">${tokenLabel(bytes)} = ${hex(0, from)} <b class="held">${hex(from, to)}</b> ${hex(to, bytes.length)}</span>
      <span class="faint number">${t('tokens {0} to {1}', integer(tokens.first), integer(tokens.end - 1))}</span>
    </dd>`;
}

function prediction(reading: Reading, position: number) {
  const logprob = reading.logprobs[position];
  if (Number.isNaN(logprob)) {
    return html`<dt>${t('Probability')}</dt>
      <dd>${t('none: nothing comes before the first token')}</dd>`;
  }
  return html`<dt>${t('Probability')}</dt>
    <dd class="number">${percent(Math.exp(logprob))} <span class="faint">ln p ${decimal(logprob, 3)}</span></dd>
    <dt>${t('Surprisal')}</dt>
    <dd class="number">${bits(-logprob)}</dd>
    <dt>${t('Rank')}</dt>
    <dd class="number">${t('{0} of {1}', integer(reading.ranks[position]), integer(reading.vocabularySize))}</dd>
    <dt title=${t('How open the choice was, over the whole vocabulary')}>${t('Entropy')}</dt>
    <dd class="number">${bits(reading.entropies[position])}</dd>`;
}

function alternatives(reading: Reading, position: number) {
  const { top, tokens } = reading;
  const rows: ShareRow[] = [];
  for (let k = 0; k < top.count; k++) {
    const at = position * top.count + k;
    if (top.ids[at] < 0) continue;
    const probability = Math.exp(top.logprobs[at]);
    rows.push({
      note: String(k + 1),
      label: tokenLabel(packedAt(top.bytes, at)),
      share: probability,
      value: percent(probability),
      actual: top.ids[at] === tokens.ids[position],
    });
  }
  return html`<section>
    <h3>${t('What the model expected here')}</h3>
    <share-list label=${t('Most probable tokens')} .rows=${rows}></share-list>
  </section>`;
}

customElements.define('token-card', TokenCard);
