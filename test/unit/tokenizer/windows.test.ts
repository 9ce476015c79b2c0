import assert from 'node:assert/strict';
import path from 'node:path';
import { Tokenizer as NativeTokenizer } from 'tokenizers';
import { openEncoding } from '../../../src/runtime/tokenizer/encodings';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import type { Tokenizer } from '../../../src/runtime/tokenizer/tokenizer';
import { windowLength } from '../../../src/runtime/tokenizer/windows';
import { folderWith, removeFolders, surround, tokenizerJson } from './modelFolder';

const pocket = path.join(__dirname, '../../../models/pocket/tokenizer.json');

/** Words of all lengths, in an order that repeats late, so that windows end anywhere. */
function longText(words: readonly string[], length: number): string {
  let text = '';
  for (let i = 1; text.length < length; i++) text += words[(i * i) % words.length] + (i % 7 === 0 ? '\n  ' : ' ');
  return text;
}

const prose = longText(
  ['a', 'of', '你好', '😀😀', 'const', '1234567', '<think>', 'unbelievably', "it's", '--', '\t\t'],
  2.5 * windowLength,
);
const letters = {
  type: 'BPE',
  dropout: null,
  unk_token: null,
  vocab: { a: 0, Ġ: 1, b: 2, '<s>': 3, '</s>': 4 },
  merges: [],
};
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
const around = surround({ content: '<s>', id: 3 }, { content: '</s>', id: 4 });

describe('long texts', function () {
  this.timeout(60_000);
  after(removeFolders);

  const cases: { name: string; text: string; file?: object }[] = [
    { name: 'words of many kinds', text: prose },
    { name: 'one word without an end', text: 'ab'.repeat(windowLength) },
    { name: 'spaces', text: ' '.repeat(2 * windowLength) },
    {
      name: 'words, with tokens added at both ends',
      text: 'aab ab '.repeat(windowLength / 3),
      file: tokenizerJson({ pre_tokenizer: byteLevel, decoder: byteLevel, post_processor: around, model: letters }),
    },
    {
      name: 'words, with a space put before the text',
      text: 'aab ab '.repeat(windowLength / 3),
      file: tokenizerJson({
        pre_tokenizer: { ...byteLevel, add_prefix_space: true },
        decoder: byteLevel,
        model: letters,
      }),
    },
  ];
  for (const { name, text, file } of cases) {
    it(`of ${name} are read in windows as they are read whole`, async () => {
      const folder = file ? folderWith({ 'tokenizer.json': file }) : path.dirname(pocket);
      const tokenizer = await openModelTokenizer(folder);
      const whole = await NativeTokenizer.fromFile(path.join(folder, 'tokenizer.json')).encode(text);
      const { tokens } = await tokenizer.encode(text, 'parse');
      assert.deepEqual(tokens.ids, Int32Array.from(whole.getIds()));
      assert.equal(tokens.ends[tokens.ends.length - 1], text.length);
      assert.equal(await tokenizer.count(text, 'parse'), tokens.ids.length);
    });
  }

  const tokenizers: [string, () => Promise<Tokenizer>][] = [
    ["a model's tokenizer", () => openModelTokenizer(path.dirname(pocket))],
    ['an OpenAI encoding', () => openEncoding('cl100k_base')],
  ];
  for (const [name, open] of tokenizers) {
    for (const method of ['encode', 'count'] as const) {
      it(`are given up between parts when ${method} of ${name} is cancelled`, async () => {
        const tokenizer = await open();
        const controller = new AbortController();
        const reading = tokenizer[method](prose, 'text', controller.signal);
        setImmediate(() => controller.abort());
        await assert.rejects(reading, { code: 'cancelled' });
      });
    }
  }
});
