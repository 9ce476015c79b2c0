import { css, html, LitElement } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ComparisonSetup } from '../../src/protocol/compareApi';
import type { SetupEdit } from '../../src/protocol/compareEdits';
import { promptLimits } from '../../src/protocol/compareResults';
import type { ModelChoice } from '../../src/protocol/models';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import type { LoupePrompt } from './promptEditor';
import './promptEditor';
import './settingsForm';

/** Prompts, models and settings. Dispatches `edit` with a `SetupEdit`, `add-selection`, `add-files` and `run`. */
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
  declare models: ModelChoice[];

  protected override render() {
    const { prompts, chat } = this.setup;
    const full = prompts.length >= promptLimits.max;
    return html`
      <div class="prompts" @edit=${(event: CustomEvent<SetupEdit>) => void this.followFocus(event.detail)}>
        ${repeat(
          prompts,
          ({ id }) => id,
          (prompt, index) => html`<loupe-prompt
            .prompt=${prompt}
            .index=${index}
            .count=${prompts.length}
            .chat=${chat}
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
    const id = crypto.getRandomValues(new Uint32Array(2)).join('-');
    const detail: SetupEdit = { kind: 'addPrompt', prompt: { id, label: '', text: '' } };
    this.dispatchEvent(new CustomEvent('edit', { detail }));
    await this.focusPrompt(({ prompt }) => prompt.id === id);
  }

  /** The focus goes with a prompt that moves, and from a removed one to its neighbour, so that the keyboard is never lost. */
  private async followFocus(edit: SetupEdit): Promise<void> {
    if (edit.kind === 'movePrompt') await this.focusPrompt(({ prompt }) => prompt.id === edit.id);
    if (edit.kind !== 'removePrompt') return;
    const place = this.setup.prompts.findIndex(({ id }) => id === edit.id);
    await this.focusPrompt(({ index, count }) => index === Math.min(place, count - 1));
  }

  /** Focuses the prompt that is the wanted one once the edit is drawn. */
  private async focusPrompt(wanted: (prompt: LoupePrompt) => boolean): Promise<void> {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    [...this.renderRoot.querySelectorAll<LoupePrompt>('loupe-prompt')].find(wanted)?.focus();
  }

  private say(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

customElements.define('loupe-compare-setup', LoupeCompareSetup);
