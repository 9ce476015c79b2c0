import assert from 'node:assert/strict';
import type { SpecialReading } from '../../../src/protocol/tokens';
import { encodingNames } from '../../../src/protocol/tokens';
import { openEncoding } from '../../../src/runtime/tokenizer/encodings';
import { lines } from './tokens';

interface Case {
  name: string;
  text: string;
  special?: SpecialReading;
  tokens: string[];
  /** True where not named. */
  lossless?: boolean;
}

/** Under cl100k_base. That ids equal tiktoken's is the fidelity suite's to say. */
const cases: Case[] = [
  { name: 'nothing', text: '', tokens: [] },
  {
    name: 'a character over several tokens: each has its whole range',
    text: 'a🧿é',
    tokens: ['64 "a" 0-1', '9468 f09f 1-3', '100 a7 1-3', '123 bf 1-3', '978 "é" 3-4'],
  },
  {
    name: 'a special token as text',
    text: '<|endoftext|>b',
    tokens: [
      ...['27 "<" 0-1', '91 "|" 1-2', '8862 "endo" 2-6', '728 "ft" 6-8', '428 "ext" 8-11', '91 "|" 11-12'],
      ...['29 ">" 12-13', '65 "b" 13-14'],
    ],
  },
  {
    name: 'a special token as such',
    text: 'a<|endoftext|>b',
    special: 'parse',
    tokens: ['64 "a" 0-1', '100257 "<|endoftext|>" 1-14 special', '65 "b" 14-15'],
  },
  {
    name: 'a lone surrogate, which UTF-8 cannot hold',
    text: 'a\ud800b',
    tokens: ['64 "a" 0-1', '5809 "\ufffd" 1-2', '65 "b" 2-3'],
    lossless: false,
  },
  {
    name: 'a byte order mark, right-to-left and a control character',
    text: '\ufeffא\u0000',
    tokens: ['3305 "\ufeff" 0-1', '59610 "א" 1-2', '188 "\\u0000" 2-3'],
  },
];

describe('OpenAI encodings', function () {
  this.timeout(30_000);

  for (const { name, text, special = 'text', tokens, lossless = true } of cases) {
    it(`read ${name}`, async () => {
      const tokenizer = await openEncoding('cl100k_base');
      const found = await tokenizer.encode(text, special);
      assert.deepEqual(lines(found), tokens);
      assert.equal(found.lossless, lossless);
      assert.equal(await tokenizer.count(text, special), tokens.length);
      assert.deepEqual(await tokenizer.encodeIds(text, special), found.tokens.ids);
    });
  }

  const sizes: Record<string, number> = {
    o200k_base: 200019,
    o200k_harmony: 201088,
    cl100k_base: 100277,
    p50k_base: 50281,
    p50k_edit: 50284,
    r50k_base: 50257,
    gpt2: 50257,
  };
  it('are those of tiktoken, with its vocabulary sizes', async () => {
    assert.deepEqual([...encodingNames], Object.keys(sizes));
    for (const name of encodingNames) {
      const tokenizer = await openEncoding(name);
      assert.equal(tokenizer.vocabularySize, sizes[name], name);
      assert.equal((await tokenizer.encode('x', 'text')).tokenizer, name);
    }
  });

  it('decode characters that span tokens, and what is no UTF-8', async () => {
    const tokenizer = await openEncoding('cl100k_base');
    assert.equal(tokenizer.decode(await tokenizer.encodeIds('\ufeff中🧿', 'text')), '\ufeff中🧿');
    assert.equal(tokenizer.decode([9468]), '\ufffd');
  });

  it('know tokens by id; an id without a token has no bytes', async () => {
    const tokenizer = await openEncoding('cl100k_base');
    const { bytes, ...rest } = tokenizer.tokenText(100257);
    assert.equal(Buffer.from(bytes).toString(), '<|endoftext|>');
    assert.deepEqual(rest, { id: 100257, special: true });
    assert.equal(tokenizer.tokenText(100261).bytes.length, 0);
    assert.equal(tokenizer.tokenText(1e6).bytes.length, 0);
  });

  // gpt-tokenizer alone takes quadratic time: more than two seconds for 50,000.
  it('read a million equal letters', async () => {
    const tokenizer = await openEncoding('cl100k_base');
    assert.equal(await tokenizer.count('a'.repeat(1_000_000), 'text'), 125_000);
  });

  it('that nobody knows are an error that names the known ones', async () => {
    await assert.rejects(openEncoding('toString'), { code: 'tokenizerUnknown', message: /toString.*o200k_base/ });
  });
});
