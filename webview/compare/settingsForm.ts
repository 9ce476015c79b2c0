import { css, html, LitElement } from 'lit';
import type { ComparisonModel, ComparisonSetup } from '../../src/protocol/compareApi';
import { checkbox } from '../ui/checkbox';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import type { LoupeNumber } from './numberField';
import './numberField';

/** Models and settings for all prompts. Dispatches `edit` with a part of the setup. */
export class LoupeCompareSettings extends LitElement {
  static override properties = { setup: { attribute: false }, models: { attribute: false } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 28px;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        margin-bottom: 2px;
        font-weight: 600;
      }
      .models {
        display: grid;
        max-height: 180px;
        overflow: auto;
      }
      .switches {
        display: grid;
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(100px, 1fr));
        gap: 6px 10px;
        align-items: end;
        max-width: 660px;
      }
      .sampling {
        flex: 1 1 260px;
      }
    `,
  ];

  declare setup: ComparisonSetup;
  declare models: ComparisonModel[];

  protected override render() {
    const { setup, models } = this;
    return html`
      <fieldset>
        <legend>${t('Models')}</legend>
        <div class="models">
          ${models.map((model) =>
            this.box(model.name, setup.models.includes(model.id), (checked) => this.choose(model, checked)),
          )}
        </div>
      </fieldset>
      <fieldset>
        <legend>${t('Prompt as')}</legend>
        <div class="switches">
          ${this.box(t('Chat message'), setup.chat, (chat) => this.edit({ chat }))}
          ${this.box(t('Thinking'), setup.thinking, (thinking) => this.edit({ thinking }), !setup.chat)}
        </div>
      </fieldset>
      <fieldset class="sampling">
        <legend>${t('Sampling')}</legend>
        <div class="numbers">${this.numbers()}</div>
      </fieldset>
    `;
  }

  private numbers() {
    const { sampling, seed, repeats, maxTokens } = this.setup;
    return [
      this.number(
        t('Temperature'),
        sampling.temperature,
        { max: 5, hint: t('0 always takes the likeliest token.') },
        (value) => this.edit({ sampling: { ...sampling, temperature: value } }),
      ),
      this.number(
        t('Top-k'),
        sampling.topK,
        { whole: true, hint: t('Keeps the k likeliest tokens; 0 keeps all.') },
        (value) => this.edit({ sampling: { ...sampling, topK: value } }),
      ),
      this.number(
        t('Top-p'),
        sampling.topP,
        { max: 1, hint: t('Keeps the likeliest tokens that hold this share together; 1 keeps all.') },
        (value) => this.edit({ sampling: { ...sampling, topP: value } }),
      ),
      this.number(
        t('Seed'),
        seed,
        { whole: true, hint: t('The same seed gives the same text; each repeat adds one.') },
        (value) => this.edit({ seed: value }),
      ),
      this.number(t('Repeats'), repeats, { whole: true, min: 1, max: 16 }, (value) => this.edit({ repeats: value })),
      this.number(t('Max tokens'), maxTokens, { whole: true, min: 1, max: 32_768 }, (value) =>
        this.edit({ maxTokens: value }),
      ),
    ];
  }

  private number(
    label: string,
    value: number,
    { min = 0, max = 1_000_000_000, whole = false, hint = '' },
    changed: (value: number) => void,
  ) {
    return html`<loupe-number
      label=${label}
      hint=${hint}
      .min=${min}
      .max=${max}
      .whole=${whole}
      .value=${value}
      @change=${(event: Event) => changed((event.target as LoupeNumber).value ?? value)}
    ></loupe-number>`;
  }

  private box(label: string, checked: boolean, changed: (checked: boolean) => void, disabled = false) {
    return checkbox({ label, checked, changed, disabled });
  }

  private choose(model: ComparisonModel, checked: boolean): void {
    const chosen = this.models.filter(({ id }) => (id === model.id ? checked : this.setup.models.includes(id)));
    this.edit({ models: chosen.map(({ id }) => id) });
  }

  private edit(detail: Partial<ComparisonSetup>): void {
    this.dispatchEvent(new CustomEvent('edit', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('loupe-compare-settings', LoupeCompareSettings);
