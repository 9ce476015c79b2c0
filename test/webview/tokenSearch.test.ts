import assert from 'node:assert/strict';
import path from 'node:path';
import { parseHex } from '../../src/protocol/bytes';
import type { Tokenization } from '../../src/protocol/tokens';
import { openEncoding } from '../../src/runtime/tokenizer/encodings';
import { openModelTokenizer } from '../../src/runtime/tokenizer/huggingFace';
import { parseIds, type SearchBy, searchTokens } from '../../webview/inspector/tokens/tools/tokenSearch';

describe('search among tokens', () => {
  // gpt2: The| un|aff|able| |E4 BD|A0|…, so that text lies across tokens and characters do too.
  const text = 'The unaffable 你好. the (un)able';
  let gpt2: Tokenization;
  before(async () => {
    gpt2 = await (await openEncoding('gpt2')).encode(text, 'text');
  });

  const found = (by: SearchBy, query: string) =>
    searchTokens(text, gpt2.tokens, by, query)?.map(({ first, end }) =>
      Array.from({ length: end - first }, (_, i) => {
        const { offsets, bytes } = gpt2.tokens.bytes;
        return Buffer.from(bytes.subarray(offsets[first + i], offsets[first + i + 1])).toString('latin1');
      }),
    ) ?? null;

  const rows: [by: SearchBy, query: string, found: string[][] | null][] = [
    ['text', 'the', [['The'], [' the']]],
    ['text', 'unaffable', [[' unaff', 'able']]],
    ['text', '(un)', [[' (', 'un', ')']]],
    ['text', '你', [['ä½', '\xa0']]],
    ['text', 'nowhere', []],
    ['text', 'a', [[' unaff'], ['able'], ['able']]],
    ['text', '-', []],
    ['text', '', null],
    ['id', '464', [['The']]],
    ['id', 'The', null],
    ['bytes', '20 74 68 65', [[' the']]],
    ['bytes', 'e4bd', [['ä½']]],
    ['bytes', 'bda0', [['ä½', '\xa0']]],
    ['bytes', 'e4b', null],
    ['bytes', 'xy', null],
  ];
  for (const [by, query, expected] of rows) {
    it(`${by} “${query}”: ${JSON.stringify(expected)}`, () => assert.deepEqual(found(by, query), expected));
  }

  it('takes every sign for itself', async () => {
    const signs = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
      (sign) => !/[a-z]/i.test(sign),
    );
    for (const sign of signs) {
      const text = `x${sign}y`;
      const { tokens } = await (await openEncoding('gpt2')).encode(text, 'text');
      assert.equal(searchTokens(text, tokens, 'text', sign)?.length, 1, sign);
    }
  });

  it('finds a run of ids, wherever tokens come from', async () => {
    const tokenizer = await openModelTokenizer(path.join(__dirname, '../../models/pocket'));
    const { tokens } = await tokenizer.encode('a lamp, a lamp', 'text');
    const run = [...tokens.ids.subarray(0, 2)].join(' ');
    const spans = searchTokens('a lamp, a lamp', tokens, 'id', run);
    assert.ok(spans?.some(({ first, end }) => first === 0 && end === 2));
  });

  it('reads ids and bytes as people write them', () => {
    assert.deepEqual(parseIds('[1, 22 333]'), [1, 22, 333]);
    assert.deepEqual(parseIds('-1'), null);
    assert.deepEqual([...(parseHex('0xE4 0xbd a0') ?? [])], [0xe4, 0xbd, 0xa0]);
    assert.deepEqual(parseHex(' '), null);
  });
});
