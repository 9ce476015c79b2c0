import assert from 'node:assert/strict';
import { get_encoding, Tiktoken, type TiktokenEncoding } from 'tiktoken';
import o200k from 'tiktoken/encoders/o200k_base.json';
import { openEncoding } from '../../src/runtime/tokenizer/encodings';
import { loadReference, readCorpusFile } from './tokenizerCorpus';

/** Encodings that differ in their special tokens only are read by the first one's reference. */
const families: readonly (readonly string[])[] = [
  ['o200k_base', 'o200k_harmony'],
  ['cl100k_base'],
  ['p50k_base', 'p50k_edit'],
  ['r50k_base', 'gpt2'],
];

/** The special tokens of gpt-oss that have a meaning, as OpenAI documents its response format. */
const harmony = {
  '<|startoftext|>': 199998,
  '<|endoftext|>': 199999,
  '<|return|>': 200002,
  '<|constrain|>': 200003,
  '<|channel|>': 200005,
  '<|start|>': 200006,
  '<|end|>': 200007,
  '<|message|>': 200008,
  '<|call|>': 200012,
  '<|endofprompt|>': 200018,
};

/** `tiktoken` in its npm edition lacks the encoding of gpt-oss: o200k_base with special tokens of its own. */
function openReference(name: string): Tiktoken {
  return name === 'o200k_harmony'
    ? new Tiktoken(o200k.bpe_ranks, harmony, o200k.pat_str)
    : get_encoding(name as TiktokenEncoding);
}

const markup = [
  ...Object.keys(harmony),
  ...[
    '<|fim_prefix|>',
    '<|fim_middle|>',
    '<|fim_suffix|>',
    '<|im_start|>',
    '<think>',
    '<|end',
    '<|endoftext|><|endoftext|>',
  ],
];
const awkward = [
  ...markup.map((token) => `a ${token}b`),
  ...[
    '',
    ' ',
    '\n\n\n',
    '  \r\n\t x',
    '\ufeffusing System;\n',
    ' \ufeff',
    '\u0085a\u0085',
    "it'ſ I'LL 'Re",
    'x'.repeat(5000),
  ],
  ...[
    '🧑‍🚀🇨🇳e\u0301',
    'שלום עולם',
    '\u0000\u0007\u001b[0m',
    '12345 ١٢٣ Ⅷ',
    '/*----*/\n//\n',
    ' '.repeat(900),
    '中'.repeat(700),
  ],
];

describe('fidelity: OpenAI encodings against tiktoken', function () {
  this.timeout(60_000);

  for (const family of families) {
    it(`${family.join(' and ')} give its ids on 5 MB of text, and bytes that rebuild it`, async () => {
      const reference = openReference(family[0]);
      const tokenizers = await Promise.all(family.map(openEncoding));
      for (const entry of loadReference().files) {
        const text = readCorpusFile(entry);
        const expected = Int32Array.from(reference.encode_ordinary(text));
        for (const tokenizer of tokenizers) {
          const { tokens, lossless } = await tokenizer.encode(text, 'text');
          assert.ok(Buffer.from(tokens.ids.buffer).equals(Buffer.from(expected.buffer)), `${entry.file} differs`);
          assert.ok(lossless, `${entry.file} is not rebuilt`);
        }
      }
      reference.free();
    });
  }

  for (const name of families.flat()) {
    it(`${name} gives its ids for markup in both readings, and for awkward text`, async () => {
      const reference = openReference(name);
      const tokenizer = await openEncoding(name);
      for (const text of awkward) {
        const shown = JSON.stringify(text.slice(0, 40));
        assert.deepEqual([...(await tokenizer.encodeIds(text, 'text'))], [...reference.encode_ordinary(text)], shown);
        assert.deepEqual([...(await tokenizer.encodeIds(text, 'parse'))], [...reference.encode(text, 'all')], shown);
      }
      reference.free();
    });
  }
});
