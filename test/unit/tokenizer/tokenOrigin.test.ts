import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packedAt } from '../../../src/protocol/bytes';
import type { MergeOrigin, TokenOrigin } from '../../../src/protocol/tokenOrigin';
import type { TokenTable } from '../../../src/protocol/tokens';
import { openEncoding } from '../../../src/runtime/tokenizer/encodings';
import { ranks } from '../../../src/runtime/tokenizer/encodings/r50k_base';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import { HuggingFaceTokenizer } from '../../../src/runtime/tokenizer/huggingFaceTokenizer';
import type { Tokenizer } from '../../../src/runtime/tokenizer/tokenizer';
import { parseTokenizerFile } from '../../../src/runtime/tokenizer/tokenizerFile';
import { inRepository } from '../../support/paths';
import { surround, tokenizerJson } from './modelFolder';
import { randomText, randomTokenizers } from './randomTokenizers';

/** The ids that applying the steps to the symbols gives; fails for a step whose parts are not there. */
function replay({ symbols, steps }: MergeOrigin): number[] {
  let parts = Array.from(symbols.ids, (id, i) => ({ start: i, end: i + 1, id }));
  for (const { start, middle, end, id } of steps) {
    const at = parts.findIndex((part) => part.start === start && part.end === middle);
    assert.equal(parts[at + 1]?.end, end);
    parts = [...parts.slice(0, at), { start, end, id }, ...parts.slice(at + 2)];
  }
  return parts.map(({ id }) => id);
}

/** Fails where what is told does not end in the tokens that the tokenizer gave, or is not told at all. */
function agrees({ word, how }: TokenOrigin, { ids }: TokenTable): void {
  const given = Array.from(ids.subarray(word.first, word.end));
  switch (how.kind) {
    case 'merges':
      if (how.taken === 'otherwise') assert.notDeepEqual(replay(how), given);
      else assert.deepEqual(replay(how), given);
      break;
    case 'unigram': {
      const [best, ...rivals] = how.segmentations;
      assert.deepEqual(Array.from(best.ids), given);
      for (const [i, { bytes, total, scores }] of rivals.entries()) {
        assert.deepEqual(bytes.bytes, best.bytes.bytes);
        assert.ok(total <= how.segmentations[i].total);
        assert.ok(Math.abs(total - scores.reduce((sum, score) => sum + score, 0)) < 1e-9);
      }
      break;
    }
    case 'wordPiece':
      if (how.failure) assert.equal(given.length, 1);
      else
        assert.deepEqual(
          how.steps.map(({ id }) => id),
          given,
        );
      break;
    case 'none':
      assert.notEqual(how.reason, 'differs');
  }
}

async function agreesEverywhere(tokenizer: Tokenizer, text: string): Promise<Set<string>> {
  const { tokens } = await tokenizer.encode(text, 'text');
  const told = new Set<string>();
  for (let index = 0; index < tokens.ids.length; index++) {
    const origin = await tokenizer.origin(text, 'text', index);
    assert.ok(origin.word.first <= index && index < origin.word.end);
    agrees(origin, tokens);
    told.add(origin.how.kind === 'none' ? origin.how.reason : origin.how.kind);
  }
  return told;
}

/** What is told, in a few words: `l+e@273` is a merge of rank 273. */
function story({ word, bounds, how }: TokenOrigin): string[] {
  const where = `${word.first}-${word.end} ${bounds}`;
  switch (how.kind) {
    case 'merges': {
      const { bytes, offsets } = how.symbols.bytes;
      const text = (from: number, to: number) => Buffer.from(bytes.subarray(offsets[from], offsets[to])).toString();
      const steps = how.steps.map(
        ({ start, middle, end, rank }) => `${text(start, middle)}+${text(middle, end)}@${rank}`,
      );
      return [where, ...(how.taken ? [`taken: ${how.taken}`] : []), ...steps];
    }
    case 'unigram':
      return [
        where,
        ...how.segmentations.map(
          ({ ids, bytes, total }) =>
            `${Array.from(ids, (_, i) => Buffer.from(packedAt(bytes, i)).toString()).join('|')} ${total}`,
        ),
      ];
    case 'wordPiece':
      return [
        where,
        ...(how.failure ? [how.failure] : []),
        ...how.steps.map((s) => `${s.rest}: ${s.piece}, ${s.longer} longer`),
      ];
    case 'none':
      return [where, how.reason];
  }
}

const ids = (...tokens: string[]) => Object.fromEntries(tokens.map((token, id) => [token, id]));
const bpe = { type: 'BPE', dropout: null, unk_token: null };
const words = { type: 'WhitespaceSplit' };
const wordPiece = tokenizerJson({
  pre_tokenizer: words,
  normalizer: { type: 'Lowercase' },
  post_processor: surround({ content: '[CLS]', id: 1 }, null),
  added: [
    { content: '[UNK]', id: 0 },
    { content: '[CLS]', id: 1 },
  ],
  model: {
    ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 9 },
    vocab: ids('[UNK]', '[CLS]', 'un', 'a', '##aff', '##able', '##a'),
  },
});
const unigram = tokenizerJson({
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
  decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
  model: {
    ...{ type: 'Unigram', unk_id: 0, byte_fallback: false },
    vocab: [
      ['<unk>', 0],
      ['▁', -2],
      ['▁a', -3],
      ['a', -2],
      ['b', -4],
      ['ab', -5],
    ],
  },
});
const sentencePiece = tokenizerJson({
  normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
  decoder: { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
  added: [{ content: '  ', id: 6, special: false }],
  model: { ...bpe, vocab: ids('▁', 'a', 'b', 'ab', '▁ab', '▁a'), merges: ['a b', '▁ ab', '▁ a'] },
});

interface Case {
  name: string;
  file: object;
  text: string;
  index: number;
  told: string[];
}

const cases: Case[] = [
  {
    name: 'merges of a text that is not split, up to white space',
    file: sentencePiece,
    text: 'ab a ab',
    index: 1,
    told: ['1-2 whiteSpace', ' +a@2'],
  },
  {
    name: 'the part around a token of a word that goes on and on',
    file: tokenizerJson({ model: { ...bpe, vocab: ids('a', 'b', 'ab'), merges: ['a b'] } }),
    text: 'b'.repeat(100),
    index: 50,
    told: ['10-91 nearby'],
  },
  {
    name: 'a word that is taken although no merges lead to it',
    file: tokenizerJson({
      pre_tokenizer: words,
      model: { ...bpe, ignore_merges: true, vocab: ids('a', 'b', 'c', 'ab', 'abc'), merges: ['a b'] },
    }),
    text: 'abc',
    index: 0,
    told: ['0-1 split', 'taken: otherwise', 'a+b@0'],
  },
  {
    name: 'random merges: nothing',
    file: tokenizerJson({ model: { ...bpe, dropout: 0.5, vocab: ids('a'), merges: [] } }),
    text: 'a',
    index: 0,
    told: ['0-1 split', 'dropout'],
  },
  {
    name: 'the best segmentation and its rivals, with their scores; the first of equals is the one with the longest end',
    file: unigram,
    text: 'ab',
    index: 1,
    told: ['0-2 split', ' |ab -7', ' a|b -7', ' |a|b -8'],
  },
  {
    name: 'a Unigram word up to what the vocabulary lacks',
    file: unigram,
    text: 'az',
    index: 0,
    told: ['0-1 split', ' a -3', ' |a -4'],
  },
  { name: 'an unknown character: nothing', file: unigram, text: 'az', index: 1, told: ['1-2 split', 'unknown'] },
  {
    name: 'the longest pieces',
    file: wordPiece,
    text: 'Unaffable',
    index: 2,
    told: ['1-4 split', 'unaffable: un, 7 longer', 'affable: ##aff, 4 longer', 'able: ##able, 0 longer'],
  },
  {
    name: 'why a word has no pieces, from the text as it was normalised',
    file: wordPiece,
    text: 'UNX',
    index: 1,
    told: ['1-2 split', 'noPiece', 'unx: un, 1 longer', 'x: null, 1 longer'],
  },
  { name: 'a word that is too long', file: wordPiece, text: 'a'.repeat(10), index: 1, told: ['1-2 split', 'tooLong'] },
  { name: 'a token that is added: nothing', file: wordPiece, text: 'a', index: 0, told: ['0-1 split', 'added'] },
  {
    name: 'a token that is looked for as it is: nothing',
    file: sentencePiece,
    text: 'a  a',
    index: 1,
    told: ['1-2 split', 'matched'],
  },
  {
    name: 'a table of words: nothing',
    file: tokenizerJson({
      pre_tokenizer: words,
      model: { type: 'WordLevel', vocab: ids('[UNK]', 'a'), unk_token: '[UNK]' },
    }),
    text: 'a',
    index: 0,
    told: ['0-1 split', 'wordLevel'],
  },
];

const open = (file: object) => new HuggingFaceTokenizer('test', parseTokenizerFile(JSON.stringify(file)), null);

describe('how tokens came to be', function () {
  this.timeout(60_000);

  for (const { name, file, text, index, told } of cases) {
    it(`tells ${name}`, async () => assert.deepEqual(story(await open(file).origin(text, 'text', index)), told));
  }

  it('tells merges of an OpenAI encoding by the ids of what they make', async () => {
    const encoding = await openEncoding('cl100k_base');
    assert.deepEqual(story(await encoding.origin('The unaffable<|endoftext|>', 'parse', 2)), [
      '1-4 split',
      ...['l+e@273', 'u+n@359', 'a+b@370', 'ab+le@481', 'f+f@544', ' +un@653', 'a+ff@2715'],
    ]);
    assert.deepEqual(story(await encoding.origin('The', 'parse', 0)), [
      '0-1 split',
      'taken: same',
      'h+e@383',
      'T+he@791',
    ]);
    assert.deepEqual(story(await encoding.origin('a<|endoftext|>b', 'parse', 1)), ['1-2 split', 'matched']);
    await assert.rejects(encoding.origin('a', 'text', 1), RangeError);
  });

  it('tells the part around a token in the middle of a million equal letters', async () => {
    const encoding = await openEncoding('r50k_base');
    const text = 'a'.repeat(1_000_000);
    const origin = await encoding.origin(text, 'text', 5000);
    assert.deepEqual([origin.bounds, origin.word], ['nearby', { first: 4960, end: 5041 }]);
    assert.equal(origin.how.kind, 'merges');
  });

  const mixture = fc.string({
    unit: fc.constantFrom('a', 'e', 'th', 'ing', ' ', '\n', '中', 'é', '😀', '1'),
    maxLength: 60,
  });
  for (const name of ['r50k_base', 'cl100k_base', 'o200k_base', 'pocket']) {
    it(`ends in the tokenizer's own tokens: random texts under ${name}`, async () => {
      const pocket = name === 'pocket';
      const tokenizer = pocket ? await openModelTokenizer(inRepository('models/pocket')) : await openEncoding(name);
      const texts = fc.oneof(mixture, fc.string({ unit: 'binary', maxLength: 30 }));
      await fc.assert(
        fc.asyncProperty(texts, async (text) => void (await agreesEverywhere(tokenizer, text))),
        { numRuns: 150, seed: 6 },
      );
    });
  }

  it('always merges the pair of the lowest rank, the leftmost of equals', async () => {
    const encoding = await openEncoding('r50k_base');
    const ids = new Map(ranks.map((token, id) => [Buffer.from(token as string).toString('latin1'), id]));
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'an', 'the', 'é'), minLength: 2, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { how } = await encoding.origin(text, 'text', 0);
        assert.ok(how.kind === 'merges');
        const symbols = Array.from(how.symbols.ids, (_, i) =>
          Buffer.from(packedAt(how.symbols.bytes, i)).toString('latin1'),
        );
        let parts = symbols.map((part, start) => ({ start, part }));
        for (const step of how.steps) {
          const rankAt = (i: number) => ids.get(parts[i].part + parts[i + 1].part) ?? Number.POSITIVE_INFINITY;
          const possible = parts.slice(1).map((_, i) => rankAt(i));
          const lowest = Math.min(...possible);
          const at = possible.indexOf(lowest);
          assert.deepEqual([step.rank, step.start, step.middle], [lowest, parts[at].start, parts[at + 1].start]);
          const joined = { start: step.start, part: parts[at].part + parts[at + 1].part };
          parts = [...parts.slice(0, at), joined, ...parts.slice(at + 2)];
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  for (const [name, files] of Object.entries(randomTokenizers)) {
    it(`ends in the tokenizer's own tokens: random texts under random ${name}`, async () => {
      const told = new Set<string>();
      await fc.assert(
        fc.asyncProperty(files, randomText, async (file, text) => {
          for (const what of await agreesEverywhere(open(file), text)) told.add(what);
        }),
        { numRuns: 300, seed: 5 },
      );
      const kinds = ['merges', 'unigram', 'wordPiece'];
      assert.ok(
        kinds.some((kind) => told.has(kind)),
        [...told].join(),
      );
    });
  }
});
