/** What is used of a Hugging Face `tokenizer.json`; the native library reads the rest. */
export interface TokenizerFile {
  added_tokens?: AddedToken[];
  normalizer?: unknown;
  pre_tokenizer?: Component | null;
  decoder?: Component | null;
  model: TokenizerModel;
  truncation?: unknown;
  padding?: unknown;
}

export interface AddedToken {
  id: number;
  content: string;
  special: boolean;
}

/** A pre-tokenizer or decoder; a sequence holds its parts under a name of its own. */
export interface Component {
  type: string;
  pretokenizers?: Component[];
  decoders?: Component[];
  replacement?: string;
  pattern?: { String?: string };
  content?: string;
  prefix?: string;
  suffix?: string;
}

export interface TokenizerModel {
  /** Older files leave it out. */
  type?: string;
  /** By token for BPE, WordPiece and WordLevel; [token, score] by id for Unigram. */
  vocab: Record<string, number> | [string, number][];
  /** Pairs, as arrays or joined by a space. */
  merges?: (string | [string, string])[];
  unk_token?: string | null;
  /** Unigram. */
  unk_id?: number | null;
  byte_fallback?: boolean;
  /** BPE: a word that is a token is taken as it is. */
  ignore_merges?: boolean;
  /** BPE: the probability with which a merge is left out. */
  dropout?: number | null;
  continuing_subword_prefix?: string | null;
  end_of_word_suffix?: string | null;
  /** WordPiece: longer words become the unknown token. */
  max_input_chars_per_word?: number;
}

/** Tables are indexed by id: a file of a few bytes must not ask for gigabytes. The largest vocabulary known has 262,400 tokens. */
const largestId = 2 ** 22;

/** Reads a `tokenizer.json`. Throws an `Error` that says what is wrong with it. */
export function parseTokenizerFile(json: string): TokenizerFile {
  const whole = asTokenizerFile(JSON.parse(json));
  const ids = [...vocabularyEntries(whole).map(([, id]) => id), ...addedTokens(whole).map(({ id }) => id)];
  const wrong = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id <= largestId));
  if (wrong !== undefined) throw new Error(`it gives a token the id ${wrong}`);
  // Settings left over from training would cut or fill every text; Hugging Face's `transformers` ignores them as well.
  return { ...whole, truncation: null, padding: null };
}

/** Checks the shape of what is used before the native library, which tells of the rest, gets to see it. */
function asTokenizerFile(file: Partial<TokenizerFile> | null): TokenizerFile {
  const { vocab, merges } = file?.model ?? {};
  if (typeof vocab !== 'object' || vocab === null) throw new Error('it has no vocabulary');
  if (Array.isArray(vocab) && !vocab.every(Array.isArray)) throw new Error('its vocabulary is no list of pairs');
  if (!isListOf(merges ?? [], (pair) => typeof pair === 'string' || Array.isArray(pair)))
    throw new Error('its merges are no list of pairs');
  if (!isListOf(file?.added_tokens ?? [], (token) => typeof token?.content === 'string'))
    throw new Error('its added tokens are no list of tokens');
  return file as TokenizerFile;
}

function isListOf<Item>(value: readonly Item[], valid: (item: Item) => boolean): boolean {
  return Array.isArray(value) && value.every(valid);
}

export function addedTokens(file: TokenizerFile): AddedToken[] {
  return file.added_tokens ?? [];
}

export function mergePair(merge: string | readonly string[]): readonly string[] {
  return typeof merge === 'string' ? merge.split(' ') : merge;
}

/** Every token of the model's own vocabulary with its id. */
export function vocabularyEntries({ model }: TokenizerFile): [token: string, id: number][] {
  return Array.isArray(model.vocab) ? model.vocab.map(([token], id) => [token, id]) : Object.entries(model.vocab);
}

/** BPE, Unigram, WordPiece or WordLevel. */
export function modelType({ type, merges, vocab, max_input_chars_per_word }: TokenizerModel): string {
  if (type) return type;
  if (merges) return 'BPE';
  if (Array.isArray(vocab)) return 'Unigram';
  return max_input_chars_per_word === undefined ? 'WordLevel' : 'WordPiece';
}

/** A token such as `<0xE4>`: with byte fallback, a byte of a character that the vocabulary lacks. */
export const byteToken = /^<0x([0-9A-F]{2})>$/i;

/** Null where there is no such token. */
export function tokenId(file: TokenizerFile, token: string): number | null {
  const added = addedTokens(file).find(({ content }) => content === token);
  if (added) return added.id;
  const { vocab } = file.model;
  if (!Array.isArray(vocab)) return Object.hasOwn(vocab, token) ? vocab[token] : null;
  const id = vocab.findIndex(([piece]) => piece === token);
  return id < 0 ? null : id;
}

/** The parts of a pre-tokenizer or decoder, sequences flattened. */
export function componentParts(component: Component | null | undefined): Component[] {
  if (!component) return [];
  const inner = component.pretokenizers ?? component.decoders;
  return inner ? inner.flatMap(componentParts) : [component];
}
