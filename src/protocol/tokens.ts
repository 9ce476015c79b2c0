/** Byte strings packed end to end: string `i` is `bytes[offsets[i] … offsets[i + 1]]`. */
export interface PackedBytes {
  bytes: Uint8Array;
  /** [count + 1] */
  offsets: Int32Array;
}

/** Bits of `TokenTable.flags`. */
export const TokenFlag = {
  /** A special token, such as `<|im_start|>`. */
  special: 1,
  /** Added by the tokenizer itself (a start token, say): no bytes, start = end. */
  added: 2,
} as const;

/** T tokens as flat arrays. */
export interface TokenTable {
  /** [T] */
  ids: Int32Array;
  /** [T] UTF-16 offsets in the text; a token that holds part of a character has the whole character's range, so ranges may overlap. */
  starts: Int32Array;
  /** [T] */
  ends: Int32Array;
  /** Each token's own bytes. */
  bytes: PackedBytes;
  /** [T] bits of `TokenFlag` */
  flags: Uint8Array;
}

/** How markup such as `<|im_start|>` or `<think>` in the text is read: as text, or as special tokens (Hugging Face's reading). */
export type SpecialReading = 'text' | 'parse';

/** OpenAI's encodings, as `tiktoken` names them. */
export const encodingNames = [
  'o200k_base',
  'o200k_harmony',
  'cl100k_base',
  'p50k_base',
  'p50k_edit',
  'r50k_base',
  'gpt2',
] as const;

export type EncodingName = (typeof encodingNames)[number];

/** Which of OpenAI's models use an encoding: English texts, and the keys of their translations. */
export const encodingModels: Record<EncodingName, string> = {
  o200k_base: 'GPT-4o and later',
  o200k_harmony: 'gpt-oss',
  cl100k_base: 'GPT-4, GPT-3.5',
  p50k_base: 'Codex, text-davinci-002, text-davinci-003',
  p50k_edit: 'text-davinci-edit-001, code-davinci-edit-001',
  r50k_base: 'GPT-3: davinci, curie, babbage, ada',
  gpt2: 'GPT-2',
};

/**
 * Which tokenizer: an OpenAI encoding by name (`o200k_base`), the one of a model, by its id or folder, or one without a model, by the
 * path of its `tokenizer.json` or of the folder that holds it.
 */
export type TokenizerRef =
  | { kind: 'encoding'; name: string }
  | { kind: 'model'; model: string }
  | { kind: 'file'; path: string };

export interface Tokenization {
  /** The encoding's or the model's name, for people. */
  tokenizer: string;
  vocabularySize: number;
  /** True where the bytes of all tokens that were not added rebuild the text exactly. */
  lossless: boolean;
  tokens: TokenTable;
}

/** One token apart from any text, for lists of choices. */
export interface TokenText {
  id: number;
  bytes: Uint8Array;
  /** True for tokens of the special kind. */
  special: boolean;
}
