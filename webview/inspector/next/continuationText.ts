import { css, html, LitElement } from 'lit';
import type { GeneratedToken } from '../../../src/protocol/runs';
import '../../drawing/generatedStrip';
import type { TokenEvent } from '../../drawing/tokenStrip';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { tokenReadout } from '../tokenReadout';

/** Characters of the text shown before what was appended. */
const tailLength = 160;

/** The end of the text and what was appended to it, token by token, tinted by how probable each was. */
export class ContinuationText extends LitElement {
  static override properties = {
    text: {},
    tokens: { attribute: false },
    whitespace: { type: Boolean },
    pointed: { state: true },
    chosen: { state: true },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .text {
        max-height: 240px;
        overflow: auto;
        font-family: var(--loupe-mono);
        font-size: var(--loupe-mono-size);
        line-height: 1.75;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .tail {
        color: var(--loupe-faint);
      }
      .readout {
        min-height: 1.5em;
        margin-top: 6px;
      }
    `,
  ];

  declare text: string;
  declare tokens: readonly GeneratedToken[];
  declare whitespace: boolean;
  declare pointed: number | null;
  declare chosen: number | null;

  constructor() {
    super();
    this.text = '';
    this.tokens = [];
    this.whitespace = true;
    this.pointed = null;
    this.chosen = null;
  }

  protected override render() {
    const { tokens, text } = this;
    const shown = tokens[this.pointed ?? this.chosen ?? tokens.length - 1];
    const tail = text.length > tailLength ? `…${text.slice(-tailLength)}` : text;
    // One line: white space is text here.
    return html`<div class="card text"><span class="tail">${tail}</span><loupe-generated-strip inline label=${t('Appended tokens')} .tokens=${tokens} ?whitespace=${this.whitespace} @tokenhover=${(
      event: TokenEvent,
    ) => {
      this.pointed = event.detail.index;
    }} @tokenselect=${(event: TokenEvent) => {
      this.chosen = event.detail.index;
    }}></loupe-generated-strip></div>
      <p class="readout" aria-live="polite">${shown ? tokenReadout(shown) : html`<span class="faint">${t('Nothing is appended yet: take a step, or choose a row.')}</span>`}</p>`;
  }

  protected override updated(): void {
    const box = this.renderRoot.querySelector('.text');
    if (box && this.pointed === null) box.scrollTop = box.scrollHeight;
  }
}

customElements.define('continuation-text', ContinuationText);
