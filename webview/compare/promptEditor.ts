import type { TextArea } from '@vscode/webview-ui-toolkit';
import { css, html, LitElement } from 'lit';
import type { ComparisonPrompt } from '../../src/protocol/compareApi';
import { promptName } from '../../src/protocol/compareResults';
import type { DropdownOption } from '../ui/dropdown';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import type { LoupeNumber } from './numberField';

export type PromptAction =
  | { kind: 'change'; prompt: ComparisonPrompt }
  | { kind: 'move'; by: -1 | 1 }
  | { kind: 'remove' };

/** One prompt: its text, its place, and settings of its own. Dispatches `prompt` with a `PromptAction`. */
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
      /* Narrow enough that the label goes on top, as a number's does. */
      loupe-number,
      loupe-dropdown {
        width: 110px;
      }
    `,
  ];

  declare prompt: ComparisonPrompt;
  declare index: number;
  declare count: number;
  declare chat: boolean;

  override focus(): void {
    this.renderRoot.querySelector<TextArea>('vscode-text-area')?.focus();
  }

  protected override render() {
    const { prompt, index, count } = this;
    const name = promptName(prompt, index, t);
    return html`
      <div class="head">
        <h3 title=${name}>${name}</h3>
        ${this.button('↑', t('Move {0} up', name), { kind: 'move', by: -1 }, index === 0)}
        ${this.button('↓', t('Move {0} down', name), { kind: 'move', by: 1 }, index === count - 1)}
        ${this.button('✕', t('Remove {0}', name), { kind: 'remove' }, false)}
      </div>
      <vscode-text-area
        rows="3"
        resize="vertical"
        aria-label=${name}
        placeholder=${t('Type a prompt, or add a selection.')}
        .value=${prompt.text}
        @input=${(event: Event) => this.change({ text: (event.target as TextArea).value })}
      ></vscode-text-area>
      <details ?open=${prompt.thinking !== undefined || prompt.temperature !== undefined}>
        <summary>${t('Settings of its own')}</summary>
        <div class="own">${this.chat ? this.thinking() : ''}${this.temperature()}</div>
      </details>
    `;
  }

  private thinking() {
    const options: DropdownOption[] = [
      { value: '', label: t('as for all') },
      { value: 'true', label: t('on') },
      { value: 'false', label: t('off') },
    ];
    return html`<loupe-dropdown
      label=${t('Thinking')}
      .options=${options}
      .value=${String(this.prompt.thinking ?? '')}
      @change=${(event: Event) => {
        const { value } = event.target as unknown as { value: string };
        this.change({ thinking: value === '' ? undefined : value === 'true' });
      }}
    ></loupe-dropdown>`;
  }

  private temperature() {
    return html`<loupe-number
      label=${t('Temperature')}
      placeholder=${t('as for all')}
      max="5"
      optional
      .value=${this.prompt.temperature ?? null}
      @change=${(event: Event) => this.change({ temperature: (event.target as LoupeNumber).value ?? undefined })}
    ></loupe-number>`;
  }

  private button(sign: string, label: string, action: PromptAction, disabled: boolean) {
    return html`<vscode-button
      appearance="icon"
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${() => this.act(action)}
      >${sign}</vscode-button
    >`;
  }

  private change(change: Partial<ComparisonPrompt>): void {
    this.act({ kind: 'change', prompt: { ...this.prompt, ...change } });
  }

  private act(detail: PromptAction): void {
    this.dispatchEvent(new CustomEvent('prompt', { detail }));
  }
}

customElements.define('loupe-prompt', LoupePrompt);
