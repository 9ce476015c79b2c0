import { css, html, LitElement, nothing } from 'lit';
import type { CellKey, ComparisonCell, ComparisonResults } from '../../src/protocol/compareApi';
import { ownSettings, promptName, sameCell, systemMessage } from '../../src/protocol/compareResults';
import { type ModelChoice, stageTexts } from '../../src/protocol/models';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import type { CompareLook } from './compareStore';
import './resultCell';

/**
 * Outputs side by side: with several models a row of cards for each prompt, one card a model; with one model its prompts
 * stand beside each other instead, and one prompt's repeats do. Else repeats are stacked in their card. Narrow panels stack the
 * cards.
 */
export class LoupeResultGrid extends LitElement {
  static override properties = {
    results: { attribute: false },
    models: { attribute: false },
    look: { attribute: false },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(250px, 100%), 1fr));
        gap: 10px;
        align-items: start;
      }
      section + section {
        margin-top: 16px;
      }
      .prompt {
        margin-bottom: 6px;
      }
      .excerpt {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      .card {
        min-width: 0;
        /* What the tints of tokens begin with. */
        background: var(--vscode-editor-background);
      }
      .card > h3,
      .card > .prompt {
        margin-bottom: 6px;
        padding-bottom: 6px;
        border-bottom: 1px solid var(--loupe-line);
      }
      h4 {
        margin: 0 0 2px;
        font-size: 1em;
        font-weight: 600;
      }
      loupe-result-cell + h4 {
        margin-top: 10px;
      }
    `,
  ];

  declare results: ComparisonResults;
  declare models: ModelChoice[];
  declare look: CompareLook;

  protected override render() {
    const { prompts, models, repeats } = this.results.setup;
    if (models.length === 1 && prompts.length === 1) {
      const each = Array.from({ length: repeats }, (_, repeat) => this.cell({ prompt: 0, model: models[0], repeat }));
      return html`${this.prompt(0)}
        <div class="cards">${each.map((cell) => html`<div class="card">${cell}</div>`)}</div>`;
    }
    if (models.length === 1) {
      return html`<div class="cards">
        ${prompts.map((_, prompt) => html`<div class="card">${this.prompt(prompt)}${this.cells(prompt, models[0])}</div>`)}
      </div>`;
    }
    return prompts.map(
      (_, prompt) => html`<section>
        ${this.prompt(prompt)}
        <div class="cards">
          ${models.map(
            (model) => html`<div class="card">
              <h3 title=${this.modelHint(model)}>${this.modelName(model)}</h3>
              ${this.cells(prompt, model)}
            </div>`,
          )}
        </div>
      </section>`,
    );
  }

  private prompt(index: number) {
    const prompt = this.results.setup.prompts[index];
    const own = ownSettings(prompt, t);
    const system = systemMessage(this.results.setup, prompt);
    return html`<div class="prompt">
      <h3>${promptName(prompt, index, t)}${own.length > 0 ? ` · ${own.join(' · ')}` : nothing}</h3>
      ${system === null ? nothing : html`<div class="excerpt faint" title=${system}>${t('System prompt')}: ${system}</div>`}
      <div class="excerpt faint" title=${prompt.text}>${prompt.text}</div>
    </div>`;
  }

  private cells(prompt: number, model: string) {
    return Array.from({ length: this.results.setup.repeats }, (_, repeat) => this.cell({ prompt, model, repeat }));
  }

  private cell(cell: CellKey) {
    const { results, look } = this;
    const { repeats, seed } = results.setup;
    const title = t('Repeat {0}, seed {1}', cell.repeat + 1, seed + cell.repeat);
    return html`${repeats > 1 ? html`<h4>${title}</h4>` : nothing}
      <loupe-result-cell
        .results=${results}
        .cell=${cell}
        .models=${this.models}
        .reference=${referenceCell(results, look.reference)}
        ?differences=${look.show === 'differences'}
        name=${this.cellName(cell)}
      ></loupe-result-cell>`;
  }

  private cellName({ prompt, model, repeat }: CellKey): string {
    const { prompts, repeats } = this.results.setup;
    const parts = [promptName(prompts[prompt], prompt, t), this.modelName(model)];
    if (repeats > 1) parts.push(t('repeat {0}', repeat + 1));
    return parts.join(', ');
  }

  private modelHint(id: string): string {
    const stage = this.models.find((model) => model.id === id)?.stage;
    return stage ? t(stageTexts[stage]) : '';
  }

  private modelName(id: string): string {
    return this.models.find((model) => model.id === id)?.name ?? id;
  }
}

/** The chosen reference if it has an output, else the first output there is. */
export function referenceCell(results: ComparisonResults, chosen: CellKey | null): ComparisonCell | null {
  const found = chosen && results.cells.find((cell) => sameCell(cell, chosen));
  return found ?? results.cells[0] ?? null;
}

customElements.define('loupe-result-grid', LoupeResultGrid);
