import type { ChatMessage, ChatParams } from '../../../../src/protocol/chat';
import type { InspectionState } from '../../../../src/protocol/inspectorApi';

/** A message as the reader writes it; one without content of its own is the inspected text. */
export interface DraftMessage {
  role: string;
  content: string | null;
  /** What else the template may read, as a JSON object; empty for nothing. */
  fields: string;
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
  messages: [{ role: 'user', content: null, fields: '' }],
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
  return { ...draft, messages: [...draft.messages, { role, content: '', fields: '' }] };
}

export function messageText({ content }: DraftMessage, inspected: string): string {
  return content ?? inspected;
}

/** Null where the tools are no JSON list, or the fields of a message are no JSON object. */
export function chatParams(draft: ChatDraft, { tokenizer, special, subject }: InspectionState): ChatParams | null {
  const tools = draft.tools.trim() === '' ? null : parseTools(draft.tools);
  const messages = draft.messages.flatMap((message): ChatMessage[] => {
    const fields = parseFields(message.fields);
    const text = messageText(message, subject?.text ?? '');
    // As APIs give a message of tool calls alone, which some templates ask for.
    const content = text === '' && fields && 'tool_calls' in fields ? null : text;
    return fields ? [{ ...fields, role: message.role, content }] : [];
  });
  if (tools === undefined || messages.length < draft.messages.length) return null;
  const { addGenerationPrompt, thinking } = draft;
  return { tokenizer, messages, tools, addGenerationPrompt, thinking, special };
}

/** Undefined where it is no JSON list. */
export function parseTools(json: string): unknown[] | undefined {
  const tools = parse(json);
  return Array.isArray(tools) ? tools : undefined;
}

/** Undefined where it is no JSON object. */
export function parseFields(json: string): Record<string, unknown> | undefined {
  if (json.trim() === '') return {};
  const fields = parse(json);
  const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
  return isObject ? (fields as Record<string, unknown>) : undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // Somebody is typing.
  }
}
