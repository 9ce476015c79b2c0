import { css, html, LitElement } from 'lit';
import type { ComparisonSetup } from '../../src/protocol/compareApi';
import type { SetupEdit } from '../../src/protocol/compareEdits';
import { type ModelChoice, stageTexts } from '../../src/protocol/models';
import type { Sampling } from '../../src/protocol/runs';
import { checkbox } from '../ui/checkbox';
import { t } from '../ui/l10n';
import { numberField } from '../ui/numberField';
import { sharedStyles } from '../ui/sharedStyles';

/** Models and settings for all prompts. Dispatches `edit` with a `SetupEdit`. */
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
      .number-field {
        display: grid;
        gap: 2px;
      }
      .number-field vscode-text-field {
        width: 100%;
      }
      .sampling {
        flex: 1 1 260px;
      }
    `,
  ];

  declare setup: ComparisonSetup;
  declare models: ModelChoice[];

  protected override render() {
    const { setup, models } = this;
    return html`
      <fieldset>
        <legend>${t('Models')}</legend>
        <div class="models">
          ${models.map(({ id, name, stage }) =>
            checkbox({
              label: name,
              hint: stage && t(stageTexts[stage]),
              checked: setup.models.includes(id),
              changed: (chosen) => this.edit({ kind: 'model', id, chosen }),
            }),
          )}
        </div>
      </fieldset>
      <fieldset>
        <legend>${t('Prompt as')}</legend>
        <div class="switches">
          ${checkbox({
            label: t('Chat message'),
            checked: setup.chat,
            changed: (chat) => this.edit({ kind: 'settings', change: { chat } }),
          })}
          ${checkbox({
            label: t('Thinking'),
            checked: setup.thinking,
            disabled: !setup.chat,
            changed: (thinking) => this.edit({ kind: 'settings', change: { thinking } }),
          })}
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
    const draw = (part: keyof Sampling) => (value: number) =>
      this.edit({ kind: 'sampling', change: { [part]: value } });
    const set = (part: 'seed' | 'repeats' | 'maxTokens') => (value: number) =>
      this.edit({ kind: 'settings', change: { [part]: value } });
    return [
      numberField({
        label: t('Temperature'),
        hint: t('0 always takes the likeliest token.'),
        value: sampling.temperature,
        max: 5,
        whole: false,
        change: draw('temperature'),
      }),
      numberField({
        label: t('Top-k'),
        hint: t('Keeps the k likeliest tokens; 0 keeps all.'),
        value: sampling.topK,
        whole: true,
        change: draw('topK'),
      }),
      numberField({
        label: t('Top-p'),
        hint: t('Keeps the likeliest tokens that hold this share together; 1 keeps all.'),
        value: sampling.topP,
        max: 1,
        whole: false,
        change: draw('topP'),
      }),
      numberField({
        label: t('Seed'),
        hint: t('The same seed gives the same text; each repeat adds one.'),
        value: seed,
        max: 1_000_000_000,
        whole: true,
        change: set('seed'),
      }),
      numberField({ label: t('Repeats'), value: repeats, min: 1, max: 16, whole: true, change: set('repeats') }),
      numberField({
        label: t('Max tokens'),
        value: maxTokens,
        min: 1,
        max: 32_768,
        whole: true,
        change: set('maxTokens'),
      }),
    ];
  }

  private edit(detail: SetupEdit): void {
    this.dispatchEvent(new CustomEvent('edit', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('loupe-compare-settings', LoupeCompareSettings);
