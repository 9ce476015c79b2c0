import fc from 'fast-check';
import { tokenizerJson } from './modelFolder';

const letters = ['a', 'b', 'c'];
const ids = (tokens: readonly string[]) => Object.fromEntries(tokens.map((token, id) => [token, id]));
const words = { type: 'WhitespaceSplit' };

/** Merges of any tokens that there are by then. */
const growth = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 25 });

interface MergeOptions {
  symbols: readonly string[];
  prefix?: string;
  suffix?: string;
  /** Tokens that no merge has a part in. */
  apart?: readonly string[];
  [modelOption: string]: unknown;
}

/** Random merges over some symbols; extra parts go into the file. */
function merging({ symbols, prefix = '', suffix = '', apart = [], ...model }: MergeOptions, parts: object = {}) {
  return growth.map((pairs) => {
    const all = [...symbols, ...(prefix ? symbols.map((s) => prefix + s) : [])];
    const vocab = ['<unk>', ...all, ...(suffix ? all.map((s) => s + suffix) : [])];
    const merges: [string, string][] = [];
    for (const [a, b] of pairs) {
      const left = vocab[1 + (a % (vocab.length - 1))];
      const right = vocab[1 + (b % (vocab.length - 1))];
      const fits = right.startsWith(prefix) && !(suffix && left.endsWith(suffix));
      if (!fits || merges.some(([l, r]) => l === left && r === right)) continue;
      merges.push([left, right]);
      const merged = left + right.slice(prefix.length);
      if (!vocab.includes(merged)) vocab.push(merged);
    }
    return tokenizerJson({
      ...parts,
      model: {
        ...{ type: 'BPE', dropout: null, unk_token: '<unk>', fuse_unk: false, byte_fallback: false },
        continuing_subword_prefix: prefix || null,
        end_of_word_suffix: suffix || null,
        ...model,
        vocab: ids([...vocab, ...apart]),
        merges,
      },
    });
  });
}

const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
const spaces = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };

const subsets = (of: readonly string[]) => fc.subarray([...of], { minLength: 1 });
const shortWords = letters.flatMap((a) => [a, ...letters.flatMap((b) => [a + b, ...letters.map((c) => a + b + c)])]);

/** Files of every kind of model, with random contents. */
export const randomTokenizers: Readonly<Record<string, fc.Arbitrary<object>>> = {
  'BPE over words': merging({ symbols: letters }, { pre_tokenizer: words }),
  'byte-level BPE': merging(
    { symbols: [...letters, 'Ġ', 'ð', 'Ł', 'Ļ', 'Ĥ'] },
    { pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true } },
  ),
  'BPE that takes whole words': merging({ symbols: letters, ignore_merges: true }, { pre_tokenizer: words }),
  'BPE that marks pieces that go on': merging({ symbols: letters, prefix: '##' }, { pre_tokenizer: words }),
  'BPE that marks ends of words': merging({ symbols: letters, suffix: '</w>' }, { pre_tokenizer: words }),
  'SentencePiece BPE, without words': merging(
    { symbols: [...letters, '▁'], apart: bytes, byte_fallback: true },
    { normalizer: spaces, decoder: { type: 'Replace', pattern: { String: '▁' }, content: ' ' } },
  ),
  Unigram: fc
    .tuple(subsets(shortWords), subsets(shortWords), fc.infiniteStream(fc.double({ min: -9, max: -0.5, noNaN: true })))
    .map(([starts, others, scores]) => {
      const pieces = [...new Set([...letters, '▁', ...starts.map((piece) => `▁${piece}`), ...others])];
      return tokenizerJson({
        pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
        model: {
          ...{ type: 'Unigram', unk_id: 0, byte_fallback: false },
          vocab: [['<unk>', 0], ...pieces.map((piece) => [piece, scores.next().value])],
        },
      });
    }),
  WordPiece: fc.tuple(subsets(shortWords), subsets(shortWords)).map(([starts, others]) =>
    tokenizerJson({
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: words,
      model: {
        ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 12 },
        vocab: ids(['[UNK]', ...starts, ...others.map((piece) => `##${piece}`)]),
      },
    }),
  ),
};

/** Words that meet random merges often, and characters that no vocabulary here holds. */
export const randomText = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ab', 'B', '🙂', 'z'), maxLength: 15 }), { maxLength: 6 })
  .map((parts) => parts.join(' '));
