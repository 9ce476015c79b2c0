import type { SpecialReading, Tokenization, TokenizerRef } from './tokens';

export interface ChatMessage {
  role: string;
  /** Null for none, as beside `tool_calls`. */
  content: string | null;
  /** What else the template may read: `tool_calls`, `name` … */
  [field: string]: unknown;
}

export interface ChatParams {
  tokenizer: TokenizerRef;
  messages: ChatMessage[];
  /** Descriptions of tools, as JSON schemas in OpenAI's form; null for none. */
  tools: unknown[] | null;
  /** End with the start of the assistant's turn. */
  addGenerationPrompt: boolean;
  thinking: boolean;
  /** How markup in the messages is read; the template's own is always special tokens. */
  special: SpecialReading;
}

/** Whose text a token holds: a message's, by its index, or one of these. */
export const ChatOwner = { template: -1, tools: -2 } as const;

/**
 * What the template did with a message's content: wrote it `whole`; `trimmed` white space at its ends; `changed` it, so that only the
 * part that is found again counts as the message's; or left it `absent`.
 */
export type ChatPlacement = 'whole' | 'trimmed' | 'changed' | 'absent';

export interface ChatMessageTokens {
  placement: ChatPlacement;
  /** Tokens that hold any of its content, or of what the template writes because of its other fields. */
  tokens: number;
  /** Of those, tokens that hold text of the template too. */
  shared: number;
}

/** A rendered chat, cut into T tokens. */
export interface ChatTokens {
  text: string;
  tokenization: Tokenization;
  /** [T] index of the message whose content or other fields it holds, or a `ChatOwner` */
  owners: Int32Array;
  messages: ChatMessageTokens[];
  /** Tokens of the template alone. */
  template: number;
  /** Tokens of the descriptions of tools. */
  tools: number;
  /** Whether the template has a switch for thinking. */
  thinking: boolean;
}
