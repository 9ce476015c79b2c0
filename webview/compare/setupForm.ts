import { css, html, LitElement } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ComparisonModel, ComparisonPrompt, ComparisonSetup } from '../../src/protocol/compareApi';
import { promptLimits } from '../../src/protocol/compareResults';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import type { LoupePrompt, PromptAction } from './promptEditor';
import './promptEditor';
import './settingsForm';

/** Prompts, models and settings. Dispatches `edit` with a part of the setup, `add-selection` and `add-files`. */
export class LoupeCompareSetup extends LitElement {
  static override properties = { setup: { attribute: false }, models: { attribute: false } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .prompts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(230px, 100%), 1fr));
        gap: 10px 14px;
      }
      .add {
        margin: 8px 0 14px;
        gap: 6px;
      }
    `,
  ];

  declare setup: ComparisonSetup;
  declare models: ComparisonModel[];

  protected override render() {
    const { prompts, chat } = this.setup;
    const full = prompts.length >= promptLimits.max;
    return html`
      <div class="prompts">
        ${repeat(
          prompts,
          (_, index) => index,
          (prompt, index) => html`<loupe-prompt
            .prompt=${prompt}
            .index=${index}
            .count=${prompts.length}
            .chat=${chat}
            @prompt=${(event: CustomEvent<PromptAction>) => this.act(index, event.detail)}
          ></loupe-prompt>`,
        )}
      </div>
      <div class="row add">
        <vscode-button appearance="secondary" ?disabled=${full} @click=${this.add}>${t('Add prompt')}</vscode-button>
        <vscode-button appearance="secondary" ?disabled=${full} @click=${() => this.say('add-selection')}
          >${t('Add selection')}</vscode-button
        >
        <vscode-button appearance="secondary" ?disabled=${full} @click=${() => this.say('add-files')}
          >${t('Add files…')}</vscode-button
        >
        <span class="faint">${full ? t('A comparison holds at most eight prompts.') : ''}</span>
      </div>
      <loupe-compare-settings .setup=${this.setup} .models=${this.models}></loupe-compare-settings>
    `;
  }

  private async add(): Promise<void> {
    this.edit([...this.setup.prompts, { label: '', text: '' }]);
    await this.focusPrompt(this.setup.prompts.length);
  }

  private act(index: number, action: PromptAction): void {
    const prompts = [...this.setup.prompts];
    switch (action.kind) {
      case 'change':
        prompts[index] = action.prompt;
        break;
      case 'move':
        prompts.splice(index + action.by, 0, ...prompts.splice(index, 1));
        break;
      case 'remove':
        prompts.splice(index, 1);
        while (prompts.length < promptLimits.min) prompts.push({ label: '', text: '' });
        break;
    }
    this.edit(prompts);
    // The focus goes with the prompt, and from a removed one to its neighbour, so that the keyboard is never lost.
    if (action.kind === 'move') void this.focusPrompt(index + action.by);
    if (action.kind === 'remove') void this.focusPrompt(Math.min(index, prompts.length - 1));
  }

  private edit(prompts: ComparisonPrompt[]): void {
    this.dispatchEvent(new CustomEvent<Partial<ComparisonSetup>>('edit', { detail: { prompts } }));
  }

  private async focusPrompt(index: number): Promise<void> {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    this.renderRoot.querySelectorAll<LoupePrompt>('loupe-prompt')[index]?.focus();
  }

  private say(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

customElements.define('loupe-compare-setup', LoupeCompareSetup);
