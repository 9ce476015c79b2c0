import { css, html, LitElement, nothing } from 'lit';
import type { CellKey, ComparisonCell, ComparisonResults } from '../../src/protocol/compareApi';
import { sameCell, stopTexts } from '../../src/protocol/compareResults';
import type { GeneratedToken } from '../../src/protocol/runs';
import { decimal, integer, tokenCount } from '../ui/format';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import './differenceOutput';
import './tokenOutput';

/** One output: its figures, its text, or why there is none. Dispatches `reference` when chosen as such. */
export class LoupeResultCell extends LitElement {
  static override properties = {
    results: { attribute: false },
    cell: { attribute: false },
    reference: { attribute: false },
    differences: { type: Boolean },
    name: {},
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .figures {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 12px;
        margin-bottom: 4px;
      }
      .reason {
        border-inline-start: 3px solid var(--vscode-errorForeground);
        padding-inline-start: 8px;
        margin-bottom: 4px;
      }
      .reference {
        font-weight: 600;
      }
      button {
        text-decoration: underline;
        color: var(--vscode-textLink-foreground);
      }
    `,
  ];

  declare results: ComparisonResults;
  declare cell: CellKey;
  /** The output that others are compared with. */
  declare reference: ComparisonCell | null;
  /** Shows differences from the reference in place of probabilities. */
  declare differences: boolean;
  /** Which output this is, for screen readers. */
  declare name: string;

  protected override render() {
    const { results, cell } = this;
    const finished = results.cells.find((other) => sameCell(other, cell));
    if (finished) return this.finished(finished);
    const failed = results.failures.find((other) => sameCell(other, cell));
    if (failed) return html`<p class="reason">${failed.message}</p>${this.tokens(failed.tokens)}`;
    const { current } = results;
    // A copy for each frame: these tokens grow in place.
    if (current && sameCell(current.cell, cell)) {
      return html`<div class="figures faint">${t('{0} so far', tokenCount(current.tokens.length))}</div>
        ${this.tokens([...current.tokens])}`;
    }
    return html`<p class="faint">${results.running ? t('Waiting') : t('Did not run')}</p>`;
  }

  private finished(finished: ComparisonCell) {
    const { reference } = this;
    const isReference = reference !== null && sameCell(finished, reference);
    return html`
      <div class="figures">
        <span class="number" title=${t('Tokens of the prompt, with its template, and of the output')}
          >${t('{0} → {1}', integer(finished.promptTokens), tokenCount(finished.tokens.length))}</span
        >
        <span class="number" title=${t('exp of the mean surprisal of the output’s tokens, before temperature')}
          >${t('Perplexity {0}', decimal(finished.perplexity))}</span
        >
        <span class="faint">${t(stopTexts[finished.stop])}</span>
        ${this.differences ? this.referenceChoice(isReference) : nothing}
      </div>
      ${this.output(finished, isReference)}
    `;
  }

  private output(finished: ComparisonCell, isReference: boolean) {
    if (finished.tokens.length === 0)
      return html`<p class="faint">${t('The model ended at once, without a word.')}</p>`;
    if (!this.differences || isReference || !this.reference) return this.tokens(finished.tokens);
    return html`<loupe-difference-output
      .text=${finished.text}
      .reference=${this.reference.text}
    ></loupe-difference-output>`;
  }

  private referenceChoice(isReference: boolean) {
    if (isReference) return html`<span class="reference">${t('Reference')}</span>`;
    return html`<button class="plain" aria-label=${t('Compare with {0}', this.name)} @click=${this.choose}>
      ${t('Compare with this')}
    </button>`;
  }

  private tokens(tokens: readonly GeneratedToken[]) {
    return html`<loupe-token-output .tokens=${tokens} label=${this.name}></loupe-token-output>`;
  }

  private choose(): void {
    const detail = this.cell;
    this.dispatchEvent(new CustomEvent<CellKey>('reference', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('loupe-result-cell', LoupeResultCell);
