import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SpecialReading } from '../../../src/protocol/tokens';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import { folderWith, removeFolders, surround, tokenizerJson } from './modelFolder';
import { lines } from './tokens';

const byteTokens = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
const ids = (tokens: readonly string[]) => Object.fromEntries(tokens.map((token, id) => [token, id]));
const start = { content: '<s>', id: 1 };
const end = { content: '</s>', id: 2 };

/** As Llama 2 has it, except that `prepend` may be left out, as Gemma has it. */
function sentencePiece(prepend: boolean) {
  const space = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
  const steps = [...(prepend ? [{ type: 'Prepend', prepend: '▁' }] : []), space];
  return tokenizerJson({
    normalizer: { type: 'Sequence', normalizers: steps },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
      ],
    },
    post_processor: surround(start, null),
    added: [{ content: '<unk>', id: 0 }, start, end],
    model: {
      ...{ type: 'BPE', unk_token: '<unk>', byte_fallback: true, fuse_unk: true, dropout: null },
      vocab: ids(['<unk>', '<s>', '</s>', ...byteTokens, '▁', 'a', 'b', '<', 's', '>', '▁a']),
      merges: ['▁ a'],
    },
  });
}

const wordPiece = tokenizerJson({
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  post_processor: surround({ content: '[CLS]', id: 1 }, { content: '[SEP]', id: 2 }),
  added: [
    { content: '[UNK]', id: 0 },
    { content: '[CLS]', id: 1 },
    { content: '[SEP]', id: 2 },
  ],
  model: {
    ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100 },
    vocab: ids(['[UNK]', '[CLS]', '[SEP]', 'ab', '##c', '[', ']']),
  },
});

const unigram = tokenizerJson({
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'never', split: false },
  decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'never', split: false },
  added: [{ content: '</s>', id: 1 }],
  model: {
    ...{ type: 'Unigram', unk_id: 0, byte_fallback: false },
    vocab: [
      ['<unk>', 0],
      ['</s>', 0],
      ['▁', -2],
      ['a', -2],
      ['<', -3],
      ['/', -3],
      ['s', -3],
      ['>', -3],
    ],
  },
});

/** Runs of spaces are tokens that were added, as some tokenizers for code have it; not all added tokens are in the vocabulary. */
const addedSpaces = tokenizerJson({
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  added: [
    { content: '<think>', id: 4, special: false },
    { content: '   ', id: 5, special: false },
  ],
  model: { type: 'BPE', dropout: null, unk_token: null, vocab: ids(['a', 'Ġ', '<', '>']), merges: [] },
});

interface Case {
  name: string;
  file: object;
  text: string;
  special?: SpecialReading;
  tokens: string[];
  lossless: boolean;
}

const cases: Case[] = [
  {
    name: 'SentencePiece: ▁ is a space, bytes stand alone, the start token is added',
    file: sentencePiece(false),
    text: 'b a中',
    tokens: ['1 "" 0-0 added', '261 "b" 0-1', '265 " a" 1-3', '231 e4 3-4', '187 b8 3-4', '176 ad 3-4'],
    lossless: true,
  },
  {
    name: 'SentencePiece that puts a space first: not lossless, ranges as the library reports them, in UTF-16',
    file: sentencePiece(true),
    text: '😀a b',
    tokens: [
      ...['1 "" 0-0 added', '259 " " 0-2', '243 f0 0-2', '162 9f 0-2', '155 98 0-2', '131 80 0-2', '260 "a" 2-3'],
      ...['259 " " 3-4', '261 "b" 4-5'],
    ],
    lossless: false,
  },
  {
    name: 'SentencePiece: markup as text',
    file: sentencePiece(false),
    text: '<s>',
    tokens: ['1 "" 0-0 added', '262 "<" 0-1', '263 "s" 1-2', '264 ">" 2-3'],
    lossless: true,
  },
  {
    name: 'SentencePiece: markup as such',
    file: sentencePiece(false),
    text: '<s>',
    special: 'parse',
    tokens: ['1 "" 0-0 added', '1 "<s>" 0-3 special'],
    lossless: true,
  },
  {
    name: 'WordPiece: a token that goes on has no mark in its bytes; tokens are added at both ends',
    file: wordPiece,
    text: 'ABc z',
    tokens: ['1 "" 0-0 added', '3 "ab" 0-2', '4 "c" 2-3', '0 "[UNK]" 4-5 special', '2 "" 5-5 added'],
    lossless: false,
  },
  {
    name: 'Unigram: a piece of the vocabulary that is markup is not found in text',
    file: unigram,
    text: 'a </s>',
    tokens: ['3 "a" 0-1', '2 " " 1-2', '4 "<" 2-3', '5 "/" 3-4', '6 "s" 4-5', '7 ">" 5-6'],
    lossless: true,
  },
  {
    name: 'Unigram: markup as such',
    file: unigram,
    text: 'a</s>',
    special: 'parse',
    tokens: ['3 "a" 0-1', '1 "</s>" 1-5 special'],
    lossless: true,
  },
  {
    name: 'added tokens that are no markup in either reading, under their ids',
    file: addedSpaces,
    text: 'a   a<>',
    tokens: ['0 "a" 0-1', '5 "   " 1-4', '0 "a" 4-5', '2 "<" 5-6', '3 ">" 6-7'],
    lossless: true,
  },
  {
    name: 'markup beyond the vocabulary',
    file: addedSpaces,
    text: '<think>   ',
    special: 'parse',
    tokens: ['4 "<think>" 0-7 special', '5 "   " 7-10'],
    lossless: true,
  },
];

describe("a model's tokenizer", () => {
  after(removeFolders);

  for (const { name, file, text, special = 'text', tokens, lossless } of cases) {
    it(`reads ${name}`, async () => {
      const tokenizer = await openModelTokenizer(folderWith({ 'tokenizer.json': file }));
      const found = await tokenizer.encode(text, special);
      assert.deepEqual(lines(found), tokens);
      assert.equal(found.lossless, lossless);
      assert.equal(await tokenizer.count(text, special), tokens.length);
      const own = tokens.filter((line) => !line.endsWith('added')).map((line) => Number.parseInt(line, 10));
      assert.deepEqual([...(await tokenizer.encodeIds(text, special))], own);
    });
  }

  const known: { file: object; token: string; id: number | null }[] = [
    { file: wordPiece, token: '##c', id: 4 },
    { file: wordPiece, token: '[CLS]', id: 1 },
    { file: wordPiece, token: 'constructor', id: null },
    { file: unigram, token: '▁', id: 2 },
    { file: unigram, token: 'x', id: null },
    { file: addedSpaces, token: '<think>', id: 4 },
  ];
  for (const { file, token, id } of known) {
    it(`has ${id === null ? 'no id' : `the id ${id}`} for ${token}`, async () => {
      assert.equal((await openModelTokenizer(folderWith({ 'tokenizer.json': file }))).idOf(token), id);
    });
  }

  it('cuts nothing where its file asks for it', async () => {
    const file = { ...unigram, truncation: { direction: 'Right', max_length: 2, strategy: 'LongestFirst', stride: 0 } };
    const tokenizer = await openModelTokenizer(folderWith({ 'tokenizer.json': file }));
    assert.equal(await tokenizer.count('a a a', 'text'), 5);
  });

  it('opens once, and anew when its file has changed', async () => {
    const folder = folderWith({ 'tokenizer.json': unigram });
    const first = await openModelTokenizer(folder);
    assert.equal(await openModelTokenizer(`${folder}/.`), first);
    truncateSync(path.join(folder, 'tokenizer.json'), 100);
    await assert.rejects(openModelTokenizer(folder), { code: 'tokenizerBroken' });
  });

  it('sees a chat template that came later, and one that changed', async () => {
    const folder = folderWith({ 'tokenizer.json': unigram });
    const said = async () => {
      const { chatTemplate } = await openModelTokenizer(folder);
      return chatTemplate?.render([{ role: 'user', content: 'Hi' }], { addGenerationPrompt: true, thinking: false });
    };
    assert.equal(await said(), undefined);
    writeFileSync(path.join(folder, 'tokenizer_config.json'), JSON.stringify({ chat_template: 'one' }));
    assert.equal(await said(), 'one');
    writeFileSync(path.join(folder, 'chat_template.jinja'), 'first');
    assert.equal(await said(), 'first');
    writeFileSync(path.join(folder, 'chat_template.jinja'), 'another');
    assert.equal(await said(), 'another');
  });

  const failures: { name: string; files: Record<string, unknown>; code: string; bytes?: number }[] = [
    { name: 'no file', files: {}, code: 'tokenizerMissing' },
    {
      name: 'a file that is cut off',
      files: { 'tokenizer.json': JSON.stringify(unigram).slice(0, -40) },
      code: 'tokenizerBroken',
    },
    { name: 'an empty file', files: { 'tokenizer.json': '' }, code: 'tokenizerBroken' },
    { name: 'a file of something else', files: { 'tokenizer.json': '[1, 2]' }, code: 'tokenizerBroken' },
    {
      name: 'an id that would ask for gigabytes',
      files: { 'tokenizer.json': { ...wordPiece, model: { ...wordPiece.model, vocab: { a: 4e9 } } } },
      code: 'tokenizerBroken',
    },
    {
      name: 'an added token with a negative id',
      files: { 'tokenizer.json': { ...unigram, added_tokens: [{ content: '<s>', id: -1, special: true }] } },
      code: 'tokenizerBroken',
    },
    {
      name: 'a model of an unknown type',
      files: { 'tokenizer.json': { ...unigram, model: { type: 'X', vocab: {} } } },
      code: 'tokenizerBroken',
    },
    {
      name: 'a broken configuration',
      files: { 'tokenizer.json': unigram, 'tokenizer_config.json': '{' },
      code: 'tokenizerBroken',
    },
    { name: 'a file of 65 MB', files: { 'tokenizer.json': '' }, code: 'tokenizerTooLarge', bytes: 65e6 },
  ];
  for (const { name, files, code, bytes } of failures) {
    it(`fails for ${name}`, async () => {
      const folder = folderWith(files);
      if (bytes) truncateSync(path.join(folder, 'tokenizer.json'), bytes);
      await assert.rejects(openModelTokenizer(folder), { name: 'LoupeError', code });
    });
  }

  const odd: { name: string; file: unknown; says: RegExp }[] = [
    { name: 'null', file: 'null', says: /no vocabulary/ },
    { name: 'a model that is null', file: { ...unigram, model: null }, says: /no vocabulary/ },
    { name: 'a vocabulary that is null', file: { model: { vocab: null } }, says: /no vocabulary/ },
    {
      name: 'a vocabulary of bare numbers',
      file: { model: { vocab: [1, 2] } },
      says: /vocabulary is no list of pairs/,
    },
    { name: 'an id that is no number', file: { model: { vocab: { a: null } } }, says: /the id null/ },
    { name: 'merges of numbers', file: { model: { ...addedSpaces.model, merges: [1] } }, says: /merges/ },
    { name: 'merges in an object', file: { model: { ...addedSpaces.model, merges: {} } }, says: /merges/ },
    { name: 'added tokens in an object', file: { ...unigram, added_tokens: {} }, says: /added tokens/ },
    { name: 'an added token that is null', file: { ...unigram, added_tokens: [null] }, says: /added tokens/ },
    { name: 'a decoder that is a list', file: { ...unigram, decoder: [] }, says: /DecoderWrapper|decoder/i },
  ];
  for (const { name, file, says } of odd) {
    it(`says what is wrong with ${name}`, async () => {
      const opening = openModelTokenizer(folderWith({ 'tokenizer.json': file }));
      await assert.rejects(opening, { code: 'tokenizerBroken', message: says });
    });
  }
});
