import { css, html, LitElement, nothing } from 'lit';
import type { CellKey, ComparisonCell, ComparisonResults } from '../../src/protocol/compareApi';
import { sameCell, stopTexts } from '../../src/protocol/compareResults';
import type { ModelChoice } from '../../src/protocol/models';
import type { GeneratedToken } from '../../src/protocol/runs';
import { decimal, integer, tokenCount } from '../ui/format';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import './differenceOutput';
import { beginsWithReasoning, type OutputParts, outputParts, partText } from './outputParts';
import './tokenOutput';

/** One output: its figures, its text, or why there is none. Dispatches `reference` when chosen as such. */
export class LoupeResultCell extends LitElement {
  static override properties = {
    results: { attribute: false },
    cell: { attribute: false },
    models: { attribute: false },
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
      .part {
        padding-inline-start: 8px;
        border-inline-start: 3px solid var(--part-color);
      }
      .part + .part {
        margin-top: 6px;
      }
      .title {
        font-size: 0.9em;
        font-weight: 600;
        color: var(--part-color);
      }
      .reasoning {
        --part-color: var(--loupe-reasoning);
      }
      .answer {
        --part-color: var(--loupe-answer);
      }
      button {
        text-decoration: underline;
        color: var(--vscode-textLink-foreground);
      }
    `,
  ];

  declare results: ComparisonResults;
  declare cell: CellKey;
  declare models: ModelChoice[];
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
    if (failed) return html`<p class="reason">${failed.message}</p>${this.output(failed.tokens)}`;
    const { current } = results;
    // A copy for each frame: these tokens grow in place.
    if (current && sameCell(current.cell, cell)) {
      return html`<div class="figures faint">${t('{0} so far', tokenCount(current.tokens.length))}</div>
        ${this.output([...current.tokens])}`;
    }
    return html`<p class="faint">${results.running ? t('Waiting') : t('Did not run')}</p>`;
  }

  private finished(finished: ComparisonCell) {
    const { reference } = this;
    const isReference = reference !== null && sameCell(finished, reference);
    return html`
      <div class="figures">
        <span class="number" title=${t('Tokens that the model read, with those of the chat template, and tokens that it wrote')}
          >${t('Prompt {0} → output {1}', integer(finished.promptTokens), tokenCount(finished.tokens.length))}</span
        >
        <span class="number" title=${t('exp of the mean surprisal of the output’s tokens, before temperature')}
          >${t('Perplexity {0}', decimal(finished.perplexity))}</span
        >
        <span class="faint">${t(stopTexts[finished.stop])}</span>
        ${this.differences ? this.referenceChoice(isReference) : nothing}
      </div>
      ${
        finished.tokens.length === 0
          ? html`<p class="faint">${t('The model ended at once, without a word.')}</p>`
          : this.output(finished.tokens, this.differences && !isReference ? reference : null)
      }
    `;
  }

  /** The output as it is, or as what became of a reference; where there is reasoning, reasoning and answer each by itself. */
  private output(tokens: readonly GeneratedToken[], reference: ComparisonCell | null = null) {
    const parts = this.parts(this.cell, tokens);
    const others = reference && this.parts(reference, reference.tokens);
    const has = (part: keyof OutputParts) => parts[part].length + (others?.[part].length ?? 0) > 0;
    if (!has('reasoning')) return this.text(this.name, parts.answer, others?.answer);
    const titled = (part: keyof OutputParts, title: string) =>
      has(part)
        ? html`<div class="part ${part}">
            <div class="title">${title}</div>
            ${this.text(`${this.name}, ${title}`, parts[part], others?.[part])}
          </div>`
        : nothing;
    return html`${titled('reasoning', t('Reasoning'))}${titled('answer', t('Answer'))}`;
  }

  private text(label: string, tokens: readonly GeneratedToken[], reference?: readonly GeneratedToken[]) {
    if (!reference) return html`<loupe-token-output .tokens=${tokens} label=${label}></loupe-token-output>`;
    return html`<loupe-difference-output
      .text=${partText(tokens)}
      .reference=${partText(reference)}
    ></loupe-difference-output>`;
  }

  private parts({ prompt, model }: CellKey, tokens: readonly GeneratedToken[]): OutputParts {
    const { setup } = this.results;
    const found = this.models.find(({ id }) => id === model);
    return outputParts(tokens, beginsWithReasoning(setup, setup.prompts[prompt], found));
  }

  private referenceChoice(isReference: boolean) {
    if (isReference) return html`<span class="reference">${t('Reference')}</span>`;
    return html`<button class="plain" aria-label=${t('Compare with {0}', this.name)} @click=${this.choose}>
      ${t('Compare with this')}
    </button>`;
  }

  private choose(): void {
    const detail = this.cell;
    this.dispatchEvent(new CustomEvent<CellKey>('reference', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('loupe-result-cell', LoupeResultCell);
