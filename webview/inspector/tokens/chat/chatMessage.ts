import type { TextArea } from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessageTokens, ChatPlacement } from '../../../../src/protocol/chat';
import { accessibleName } from '../../../ui/accessibleName';
import type { LoupeDropdown } from '../../../ui/dropdown';
import { integer, tokenCount } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { chatRoles, type DraftMessage, messageText, parseFields } from './chatDraft';
import { jsonField } from './jsonField';

/** UTF-16 units of the inspected text that a field shows; a longer one is not edited here, as fields become slow with it. */
const longestShown = 20_000;

interface MessageParts {
  message: DraftMessage;
  index: number;
  /** The inspected text. */
  inspected: string;
  /** What came of it; null while that is not known. */
  tokens: ChatMessageTokens | null;
  change(change: Partial<DraftMessage>): void;
  remove(): void;
}

/** One message to be written, with its role and its count. */
export function chatMessage({ message, index, inspected, tokens, change, remove }: MessageParts): TemplateResult {
  const { role, content } = message;
  const text = messageText(message, inspected);
  const cut = content === null && text.length > longestShown;
  const name = t('Message {0}', integer(index + 1));
  const roles = chatRoles.includes(role) ? chatRoles : [...chatRoles, role];
  const removal = t('Remove message {0}', integer(index + 1));
  return html`<section class="message" aria-label=${name}>
    <div class="head">
      <span class="row">
        <loupe-dropdown
          label=${t('Role of message {0}', integer(index + 1))}
          .options=${roles.map((value) => ({ value, label: value }))}
          .value=${role}
          @change=${(event: Event) => change({ role: (event.target as LoupeDropdown).value })}
        ></loupe-dropdown>
        ${tokens ? counts(tokens) : nothing}
      </span>
      <vscode-button appearance="icon" aria-label=${removal} title=${removal} @click=${remove}>✕</vscode-button>
    </div>
    <vscode-text-area
      rows=${Math.min(8, Math.max(2, text.slice(0, longestShown).split('\n').length))}
      resize="vertical"
      ${accessibleName(name)}
      ?readonly=${cut}
      .value=${cut ? `${text.slice(0, longestShown)}…` : text}
      @input=${(event: Event) => change({ content: (event.target as TextArea).value })}
    ></vscode-text-area>
    ${tokens ? placementNote(tokens) : nothing}
    ${
      content === null
        ? html`<span class="faint">${
            cut
              ? t('The inspected text, of which the beginning is shown; it follows the selection.')
              : t('The inspected text; it follows the selection until you edit it.')
          }</span>`
        : html`<vscode-link
            href="#"
            role="button"
            @click=${(event: Event) => {
              event.preventDefault();
              change({ content: null });
            }}
            >${t('Take the inspected text')}</vscode-link
          >`
    }
    ${jsonField({
      summary: t('Tool calls and other fields'),
      label: t('Other fields of message {0}, as a JSON object', integer(index + 1)),
      placeholder: role === 'tool' ? toolExample : callsExample,
      value: message.fields,
      problem: parseFields(message.fields) ? null : t('This is no JSON object yet.'),
      change: (fields) => change({ fields }),
    })}
  </section>`;
}

const callsExample = '{"tool_calls": [{"type": "function", "function": {"name": "…", "arguments": {}}}]}';
const toolExample = '{"name": "…", "tool_call_id": "…"}';

function counts({ tokens, shared }: ChatMessageTokens): TemplateResult {
  return html`<span class="number">${tokenCount(tokens)}</span>
    ${shared > 0 ? html`<span class="faint">${t('{0} shared with the template', integer(shared))}</span>` : nothing}`;
}

/** What the template did with it, where that is not what one expects. */
function placementNote({ placement }: ChatMessageTokens): TemplateResult | typeof nothing {
  const texts: Record<ChatPlacement, string> = {
    whole: '',
    trimmed: t('The template takes white space off its ends.'),
    changed: t('The template changes it: what is found again is counted.'),
    absent: t('The template leaves it out, or writes it so that it cannot be found.'),
  };
  return texts[placement] === '' ? nothing : html`<span class="faint">${texts[placement]}</span>`;
}
