import { html, nothing } from 'lit';
import { spacedHex } from '../../../../src/protocol/bytes';
import { ChatOwner, type ChatTokens } from '../../../../src/protocol/chat';
import type { InspectionState } from '../../../../src/protocol/inspectorApi';
import { tokenBytes } from '../../../../src/protocol/tokenLookup';
import { TokenNote } from '../../../drawing/tokenChip';
import '../../../drawing/tokenStrip';
import type { TokenEvent } from '../../../drawing/tokenStrip';
import { tokenLabel } from '../../../drawing/tokenText';
import { checkbox } from '../../../ui/checkbox';
import { integer, tokenCount } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import '../../emptyNote';
import { StoreElement } from '../../storeElement';
import { type ChatDraft, chatParams, parseTools, withMessage, withNextMessage, withoutMessage } from './chatDraft';
import { ChatLoader } from './chatLoader';
import { chatMessage } from './chatMessage';
import { chatViewStyles } from './chatViewStyles';
import { jsonField } from './jsonField';

/** Messages, and the tokens that the chat template of the chosen tokenizer makes of them. */
export class ChatView extends StoreElement {
  static override properties = { ...StoreElement.properties, pointed: { state: true } };
  static override styles = [sharedStyles, chatViewStyles];

  private loader: ChatLoader | undefined;
  private notes: { of: ChatTokens; notes: Uint8Array } | null = null;
  /** The token under the pointer or chosen last. */
  declare pointed: number | null;

  constructor() {
    super();
    this.pointed = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.loader?.stop();
  }

  protected override render() {
    const { store } = this;
    const { state, view } = store;
    if (!state) return nothing;
    this.loader ??= new ChatLoader(store.host, () => this.requestUpdate());
    const params = chatParams(view.chat, state);
    if (view.chat.messages.length === 0) this.loader.clear();
    else if (params) this.loader.want(params);
    const { shown, problem } = this.loader;
    if (problem?.code === 'chatTemplateMissing') {
      return html`<empty-note heading=${t('No chat template')}
        >${t('This tokenizer has no chat template, so there is no way to write messages as a model reads them. Choose that of a chat model.')}</empty-note
      >`;
    }
    return html`<div class="columns">
      <section class="rendered">
        ${problem ? html`<p role="alert">${problem.text}</p>` : nothing} ${shown ? this.rendered(shown) : nothing}
      </section>
      ${this.editor(state, view.chat, shown)}
    </div>`;
  }

  private rendered(chat: ChatTokens) {
    const { tokens } = chat.tokenization;
    const { view } = this.store;
    const point = ({ detail: { index } }: TokenEvent) => {
      if (index !== null) this.pointed = index;
    };
    const messages = chat.messages.reduce((sum, message) => sum + message.tokens, 0);
    const figures = [
      t('{0} in all', tokenCount(tokens.ids.length)),
      t('messages: {0}', integer(messages)),
      ...(chat.tools > 0 ? [t('tools: {0}', integer(chat.tools))] : []),
      t('template: {0}', integer(chat.template)),
    ];
    return html`<p role="status">${figures.join(' · ')}</p>
      <loupe-token-strip
        label=${t('Tokens of the chat')}
        .tokens=${tokens}
        .notes=${this.notesOf(chat)}
        ?whitespace=${view.whitespace}
        ?ids=${view.ids}
        @tokenhover=${point}
        @tokenselect=${point}
      ></loupe-token-strip>
      <p class="faint readout" aria-live="polite">${this.readout(chat)}</p>`;
  }

  private readout({ tokenization: { tokens }, owners }: ChatTokens): string {
    const { pointed } = this;
    if (pointed === null || pointed >= tokens.ids.length) {
      return t('Dotted tokens are the template’s. Point at one for its numbers.');
    }
    const bytes = tokenBytes(tokens, pointed);
    const figures = [
      tokenLabel(bytes),
      t('id {0}', tokens.ids[pointed]),
      spacedHex(bytes),
      t('index {0}', integer(pointed)),
      this.ownerName(owners[pointed]),
    ];
    return figures.join(' · ');
  }

  private ownerName(owner: number): string {
    if (owner === ChatOwner.template) return t('the template');
    if (owner === ChatOwner.tools) return t('the tools');
    return t('message {0} ({1})', integer(owner + 1), this.store.view.chat.messages[owner]?.role ?? '');
  }

  private notesOf(chat: ChatTokens): Uint8Array {
    if (this.notes?.of !== chat) {
      const notes = Uint8Array.from(chat.owners, (owner) => (owner < 0 ? TokenNote.template : 0));
      this.notes = { of: chat, notes };
    }
    return this.notes.notes;
  }

  private editor(state: InspectionState, draft: ChatDraft, shown: ChatTokens | null) {
    const look = (chat: ChatDraft) => this.store.look({ chat });
    const inspected = state.subject?.text ?? '';
    return html`<section class="editor" aria-label=${t('Messages')}>
      ${draft.messages.map((message, index) =>
        chatMessage({
          ...{ message, index, inspected },
          tokens: shown?.messages.length === draft.messages.length ? shown.messages[index] : null,
          change: (change) => look(withMessage(draft, index, change)),
          remove: () => look(withoutMessage(draft, index)),
        }),
      )}
      <div class="row">
        <vscode-button appearance="secondary" @click=${() => look(withNextMessage(draft))}>${t('Add message')}</vscode-button>
        ${checkbox({
          label: t('Generation prompt'),
          hint: t('End with the start of the assistant’s turn, as when the model is asked'),
          checked: draft.addGenerationPrompt,
          changed: (addGenerationPrompt) => look({ ...draft, addGenerationPrompt }),
        })}
        ${
          shown?.thinking
            ? checkbox({
                label: t('Thinking'),
                checked: draft.thinking,
                changed: (thinking) => look({ ...draft, thinking }),
              })
            : nothing
        }
      </div>
      ${jsonField({
        summary: t('Tools'),
        label: t('Tools, as a JSON list of their descriptions'),
        placeholder: '[{"type": "function", "function": {"name": "…", "parameters": {}}}]',
        value: draft.tools,
        problem: draft.tools.trim() === '' || parseTools(draft.tools) ? null : t('This is no JSON list yet.'),
        change: (tools) => look({ ...draft, tools }),
      })}
    </section>`;
  }
}

customElements.define('chat-view', ChatView);
