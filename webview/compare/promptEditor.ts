import type { TextArea } from '@vscode/webview-ui-toolkit';
import { css, html, LitElement } from 'lit';
import type { ComparisonPrompt, PromptContent } from '../../src/protocol/compareApi';
import type { SetupEdit } from '../../src/protocol/compareEdits';
import { ownSettings, promptName } from '../../src/protocol/compareResults';
import { accessibleName } from '../ui/accessibleName';
import type { DropdownOption } from '../ui/dropdown';
import { t } from '../ui/l10n';
import { numberField } from '../ui/numberField';
import { sharedStyles } from '../ui/sharedStyles';

/** One prompt: its text, its place, and settings of its own. Dispatches `edit` with a `SetupEdit`, and `run`. */
export class LoupePrompt extends LitElement {
  static override properties = {
    prompt: { attribute: false },
    index: { type: Number },
    count: { type: Number },
    chat: { type: Boolean },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      h3 {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      vscode-text-area {
        width: 100%;
      }
      details {
        margin-top: 2px;
      }
      summary {
        cursor: pointer;
        color: var(--loupe-faint);
        width: fit-content;
      }
      .own {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
        padding: 4px 0 2px;
      }
      /* Narrow enough that the label goes on top, as the number's does. */
      loupe-dropdown,
      .number-field {
        width: 110px;
      }
      .number-field {
        display: grid;
        gap: 2px;
      }
      .number-field vscode-text-field {
        width: 100%;
      }
      .system {
        display: grid;
        gap: 2px;
        padding-top: 4px;
      }
    `,
  ];

  declare prompt: ComparisonPrompt;
  declare index: number;
  declare count: number;
  declare chat: boolean;
  /** Settings that are taken back stay in view. */
  private opened = false;

  override focus(): void {
    this.renderRoot.querySelector<TextArea>('vscode-text-area')?.focus();
  }

  protected override render() {
    const { prompt, index, count } = this;
    const { id } = prompt;
    const chat = prompt.chat ?? this.chat;
    this.opened ||= ownSettings(prompt, t).length > 0 || Boolean(prompt.system);
    const name = promptName(prompt, index, t);
    return html`
      <div class="head">
        <h3 title=${name}>${name}</h3>
        ${this.button('↑', t('Move {0} up', name), { kind: 'movePrompt', id, by: -1 }, index === 0)}
        ${this.button('↓', t('Move {0} down', name), { kind: 'movePrompt', id, by: 1 }, index === count - 1)}
        ${this.button('✕', t('Remove {0}', name), { kind: 'removePrompt', id }, false)}
      </div>
      <vscode-text-area
        rows="3"
        resize="vertical"
        ${accessibleName(name)}
        placeholder=${t('Type a prompt, or add a selection.')}
        .value=${prompt.text}
        @input=${(event: Event) => this.change({ text: (event.target as TextArea).value })}
        @keydown=${this.key}
      ></vscode-text-area>
      <details ?open=${this.opened}>
        <summary>${t('Settings for this prompt')}</summary>
        <div class="own">${this.kind()}${chat ? this.thinking() : ''}${this.temperature()}</div>
        ${chat ? this.system() : ''}
      </details>
    `;
  }

  private kind() {
    return this.choice('chat', t('Prompt as'), t('chat message'), t('plain text'));
  }

  private thinking() {
    return this.choice('thinking', t('Thinking'), t('on'), t('off'));
  }

  /** Yes, no, or what holds for all prompts. */
  private choice(name: 'chat' | 'thinking', label: string, yes: string, no: string) {
    const options: DropdownOption[] = [
      { value: '', label: t('as for all') },
      { value: 'true', label: yes },
      { value: 'false', label: no },
    ];
    return html`<loupe-dropdown
      label=${label}
      .options=${options}
      .value=${String(this.prompt[name] ?? '')}
      @change=${(event: Event) => {
        const { value } = event.target as unknown as { value: string };
        this.change({ [name]: value === '' ? null : value === 'true' });
      }}
    ></loupe-dropdown>`;
  }

  private system() {
    const label = t('System prompt');
    return html`<label class="system">
      ${label}
      <vscode-text-area
        rows="2"
        resize="vertical"
        ${accessibleName(label)}
        placeholder=${t('Who the model is to be, or how it is to answer.')}
        .value=${this.prompt.system ?? ''}
        @input=${(event: Event) => this.change({ system: (event.target as TextArea).value })}
        @keydown=${this.key}
      ></vscode-text-area>
    </label>`;
  }

  private temperature() {
    return numberField({
      label: t('Temperature'),
      placeholder: t('as for all'),
      value: this.prompt.temperature ?? null,
      max: 5,
      whole: false,
      change: (temperature) => this.change({ temperature }),
      cleared: () => this.change({ temperature: null }),
    });
  }

  private button(sign: string, label: string, edit: SetupEdit, disabled: boolean) {
    return html`<vscode-button
      appearance="icon"
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${() => this.edit(edit)}
      >${sign}</vscode-button
    >`;
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.dispatchEvent(new Event('run', { bubbles: true, composed: true }));
  }

  private change(change: Partial<PromptContent>): void {
    this.edit({ kind: 'prompt', id: this.prompt.id, change });
  }

  private edit(detail: SetupEdit): void {
    this.dispatchEvent(new CustomEvent('edit', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('loupe-prompt', LoupePrompt);
