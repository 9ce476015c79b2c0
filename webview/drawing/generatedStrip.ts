import { css, html, LitElement, type PropertyValues } from 'lit';
import type { GeneratedToken } from '../../src/protocol/runs';
import type { TokenSpan } from '../../src/protocol/tokenLookup';
import { generatedHeat, generatedTable } from './generatedTable';
import './tokenStrip';
import type { TokenStrip } from './tokenStrip';

/** Generated tokens in a row, tinted by how unexpected each was. Events are those of the token strip within. */
export class GeneratedStrip extends LitElement {
  static override properties = {
    tokens: { attribute: false },
    whitespace: { type: Boolean },
    inline: { type: Boolean },
    marked: { attribute: false },
    label: {},
  };
  static override styles = css`
    :host {
      display: block;
    }
    :host([inline]) {
      display: inline;
    }
  `;

  declare tokens: readonly GeneratedToken[];
  declare whitespace: boolean;
  /** Goes on where the text before it ends. */
  declare inline: boolean;
  declare marked: TokenSpan | null;
  /** For screen readers. */
  declare label: string;
  private table = generatedTable([]);
  private heat = generatedHeat([]);

  constructor() {
    super();
    this.tokens = [];
    this.whitespace = false;
    this.inline = false;
    this.marked = null;
    this.label = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('tokens')) return;
    this.table = generatedTable(this.tokens);
    this.heat = generatedHeat(this.tokens);
  }

  protected override render() {
    return html`<loupe-token-strip
      ?inline=${this.inline}
      label=${this.label}
      .tokens=${this.table}
      .heat=${this.heat}
      ?whitespace=${this.whitespace}
    ></loupe-token-strip>`;
  }

  protected override async updated(): Promise<void> {
    const strip = this.renderRoot.querySelector('loupe-token-strip') as TokenStrip;
    await strip.updateComplete;
    strip.mark(this.marked, null);
  }
}

customElements.define('loupe-generated-strip', GeneratedStrip);
