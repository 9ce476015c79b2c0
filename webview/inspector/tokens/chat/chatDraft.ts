import type { ChatMessage, ChatParams } from '../../../../src/protocol/chat';
import type { InspectionState } from '../../../../src/protocol/inspectorApi';

/** A message as the reader writes it; one without content of its own is the inspected text. */
export interface DraftMessage {
  role: string;
  content: string | null;
}

/** A chat as the reader writes it. */
export interface ChatDraft {
  messages: DraftMessage[];
  addGenerationPrompt: boolean;
  thinking: boolean;
  /** JSON; empty for none. */
  tools: string;
}

export const firstDraft: ChatDraft = {
  messages: [{ role: 'user', content: null }],
  addGenerationPrompt: true,
  thinking: true,
  tools: '',
};

/** The roles that templates know. */
export const chatRoles: readonly string[] = ['system', 'developer', 'user', 'assistant', 'tool'];

export function withMessage(draft: ChatDraft, index: number, change: Partial<DraftMessage>): ChatDraft {
  return { ...draft, messages: draft.messages.map((one, i) => (i === index ? { ...one, ...change } : one)) };
}

export function withoutMessage(draft: ChatDraft, index: number): ChatDraft {
  return { ...draft, messages: draft.messages.filter((_, i) => i !== index) };
}

/** One more, by the other of the two who talk. */
export function withNextMessage(draft: ChatDraft): ChatDraft {
  const role = draft.messages.at(-1)?.role === 'user' ? 'assistant' : 'user';
  return { ...draft, messages: [...draft.messages, { role, content: '' }] };
}

export function messageText({ content }: DraftMessage, inspected: string): string {
  return content ?? inspected;
}

/** Null where the tools are no JSON list. */
export function chatParams(draft: ChatDraft, { tokenizer, special, subject }: InspectionState): ChatParams | null {
  const tools = parseTools(draft.tools);
  if (tools === undefined) return null;
  const messages = draft.messages.map(
    (message): ChatMessage => ({ role: message.role, content: messageText(message, subject?.text ?? '') }),
  );
  const { addGenerationPrompt, thinking } = draft;
  return { tokenizer, messages, tools, addGenerationPrompt, thinking, special };
}

function parseTools(json: string): unknown[] | null | undefined {
  if (json.trim() === '') return null;
  try {
    const tools: unknown = JSON.parse(json);
    return Array.isArray(tools) ? tools : undefined;
  } catch {
    return undefined; // Somebody is typing.
  }
}
