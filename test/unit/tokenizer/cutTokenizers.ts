import { surround, tokenizerJson } from './modelFolder';

const ids = (tokens: readonly string[]) => Object.fromEntries(tokens.map((token, id) => [token, id]));
const letters = ['a', 'd', 'e', 'f', 'h', 'l', 'o', 'r', 's', 't', 'x', '1', '2', '3', '<', '>', '|', '.', ',', '好'];
const byteTokens = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
const added = [
  { content: '<s>', id: 1, special: true },
  { content: '</s>', id: 2, special: true },
  { content: '[MASK]', id: 3, lstrip: true },
  { content: '<mask>', id: 4, rstrip: true },
  { content: 'add ed', id: 5, special: false },
  { content: 'tail', id: 6, special: false, rstrip: true },
  { content: '(', id: 7, special: false, single_word: true },
].map((token) => ({ special: true, ...token }));
const head = ['<unk>', ...added.map(({ content }) => content)];

/** Merges that join letters, white space and both. */
function mergedBy(space: string) {
  const merges = [
    ...[
      't h',
      'th e',
      'f o',
      'fo x',
      `${space} t`,
      `${space}t he`,
      `${space} ${space}`,
      'd o',
      'r e',
      '1 2',
      `, ${space}`,
      `x ${space}`,
    ],
    ...['\n \n', `> ${space}`, '. \n', `2 ${space}`],
  ].map((pair) => pair.split(/(?<=\S|\n) (?=\S|\n)/) as [string, string]);
  const vocab = [
    ...new Set([
      ...head,
      ...byteTokens,
      ...letters,
      space,
      '\n',
      ...merges.flat(),
      ...merges.map((pair) => pair.join('')),
    ]),
  ];
  return {
    type: 'BPE',
    unk_token: '<unk>',
    byte_fallback: true,
    fuse_unk: true,
    dropout: null,
    vocab: ids(vocab),
    merges,
  };
}

const spaces = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
const decoder = {
  type: 'Sequence',
  decoders: [{ type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }],
};
const split = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false });
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
const rawBytes = { ...byteLevel, use_regex: false };
const around = surround({ content: '<s>', id: 1 }, { content: '</s>', id: 2 });

/** Single bytes as GPT-2 writes them, and merges over their alphabet. */
const byteLevelModel = (() => {
  const symbols = Array.from({ length: 0x180 }, (_, unit) => String.fromCharCode(unit)).filter((s) =>
    /[!-~¡-¬®-ÿĀ-Ń]/.test(s),
  );
  const merges = ['Ġ t', 'Ġt h', 't h', 'Ġ Ġ', 'Ċ Ċ', '. Ċ', "' s", '1 2', '12 3', 'Ġ f', 'ä ½', 'ä½ ł', '/ /'].map(
    (pair) => pair.split(' '),
  );
  const vocab = [...head, ...symbols, ...merges.map((pair) => pair.join(''))];
  return {
    type: 'BPE',
    unk_token: null,
    byte_fallback: false,
    fuse_unk: false,
    dropout: null,
    vocab: ids([...new Set(vocab)]),
    merges,
  };
})();
const deepSeek =
  '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
/** As DeepSeek's file has them: themselves. */
const withLineBreaks = (pattern: string) => pattern.replaceAll('\\r', '\r').replaceAll('\\n', '\n');
const llama3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const gptOss = [
  "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
  "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
  '\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
].join('|');

const byteLevelBy = (pre_tokenizer: object, rest: object = {}) =>
  tokenizerJson({ pre_tokenizer, decoder: byteLevel, model: byteLevelModel, added, ...rest });
const sequence = (...pretokenizers: object[]) => ({ type: 'Sequence', pretokenizers });

const wordPieces = {
  type: 'WordPiece',
  unk_token: '<unk>',
  continuing_subword_prefix: '##',
  max_input_chars_per_word: 100,
  vocab: ids([...head, ...letters, ...letters.map((letter) => `##${letter}`), 'the', 'fox', '##ox']),
};
const unigram = {
  type: 'Unigram',
  unk_id: 0,
  byte_fallback: false,
  vocab: [...head, ...letters, '▁', '▁t', 'he', '▁the', 'fox', '▁fo', 'x1', '\n'].map((piece, i) => [
    piece,
    -2 - (i % 5) / 3,
  ]),
};
const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };

/** Files of the kinds that models have, with small vocabularies. */
export const cutTokenizers: Readonly<Record<string, object>> = {
  'GPT-2’s kind': byteLevelBy(byteLevel),
  'GPT-2’s kind with a space before the text': byteLevelBy(
    { ...byteLevel, add_prefix_space: true },
    { post_processor: around },
  ),
  'Llama 3’s kind': byteLevelBy(sequence(split(llama3), rawBytes), { post_processor: around }),
  'Qwen’s kind': byteLevelBy(sequence(split(llama3.replace('{1,3}', '')), rawBytes), { normalizer: { type: 'NFC' } }),
  'gpt-oss’ kind': byteLevelBy(sequence(split(gptOss), rawBytes)),
  'DeepSeek V3’s kind': byteLevelBy(
    sequence(split('\\p{N}{1,3}'), split('[一-龥\u3040-ゟ゠-ヿ]+'), split(withLineBreaks(deepSeek)), rawBytes),
  ),
  'Llama 2’s kind': tokenizerJson({
    normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }, spaces] },
    decoder,
    post_processor: around,
    added,
    model: mergedBy('▁'),
  }),
  'Gemma’s kind': tokenizerJson({
    normalizer: spaces,
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    decoder,
    post_processor: around,
    added,
    model: mergedBy('▁'),
  }),
  'Mistral’s first kind': tokenizerJson({
    pre_tokenizer: { ...metaspace, prepend_scheme: 'first', split: false },
    decoder,
    added,
    model: mergedBy('▁'),
  }),
  'BERT’s kind': tokenizerJson({
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    post_processor: around,
    added,
    model: wordPieces,
  }),
  'T5’s kind': tokenizerJson({
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'NFKC' }, { type: 'Strip', strip_left: false, strip_right: true }],
    },
    pre_tokenizer: metaspace,
    decoder: metaspace,
    post_processor: around,
    added,
    model: unigram,
  }),
};

/** Kinds in which no place is known to be safe. */
export const uncutTokenizers: Readonly<Record<string, object>> = {
  'Unigram without words': tokenizerJson({
    pre_tokenizer: { ...metaspace, split: false },
    decoder: metaspace,
    model: unigram,
  }),
  'a normalizer over the whole text': tokenizerJson({
    normalizer: { type: 'Strip', strip_left: true, strip_right: true },
    pre_tokenizer: metaspace,
    model: unigram,
  }),
  'no words, whose ends are marked all the same': tokenizerJson({
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      end_of_word_suffix: '</w>',
      vocab: ids([...head, ...letters, ...letters.map((letter) => `${letter}</w>`), 'th', 'the</w>']),
      merges: [
        ['t', 'h'],
        ['th', 'e</w>'],
      ],
    },
  }),
  'an unknown pattern': byteLevelBy(sequence(split('\\w+\\s'), rawBytes)),
};
