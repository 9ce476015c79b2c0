import type { Tokenizer } from './tokenizer';

export interface ChatMessage {
  role: string;
  content: string;
}

export interface ChatOptions {
  /** End with the start of the assistant's turn. */
  addGenerationPrompt: boolean;
  /** Passed to the template as `enable_thinking`; ignored by templates without that switch. */
  thinking: boolean;
}

/** A model's chat template, as Hugging Face renders it. */
export interface ChatTemplate {
  /** Whether the template reads `enable_thinking`. */
  readonly thinking: boolean;
  /**
   * What the template puts between question and answer when thinking is off, beyond what it puts there when it is on: the empty
   * think block that the model was trained on, `<think></think>` say. Null without a thinking switch.
   */
  readonly directPrefix: string | null;
  /** Throws `LoupeError('chatTemplateBroken')`. */
  render(messages: ChatMessage[], options: ChatOptions): string;
}

/**
 * The ids of a rendered chat, in which the template's markup is special tokens and what the messages say is text: a
 * `<|im_start|>` that the user typed stays text. Equals Hugging Face's tokenization of the rendered text whenever no message
 * holds markup. Nothing is added by the tokenizer where the template writes it already, so a start token never comes twice.
 */
export function encodeChat(
  tokenizer: Tokenizer,
  template: ChatTemplate,
  messages: ChatMessage[],
  options: ChatOptions,
): Promise<Int32Array> {
  return Promise.reject(new Error(`not there yet: ${[tokenizer, template, messages, options]}`));
}
