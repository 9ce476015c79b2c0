import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { encodingNames, type SpecialReading } from '../../../src/protocol/tokens';
import { openEncoding } from '../../../src/runtime/tokenizer/encodings';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import { LiveCount } from '../../../src/runtime/tokenizer/live/liveCount';
import { TextParts } from '../../../src/runtime/tokenizer/live/textParts';
import type { Tokenizer } from '../../../src/runtime/tokenizer/tokenizer';
import { cutTokenizers, uncutTokenizers } from './cutTokenizers';
import { folderWith, removeFolders } from './modelFolder';

/** What stands at edges of words, tokens and characters: all that a cut could get wrong. */
const snippet = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('the', 'fox', 'a', 'I', 'don', 're', 's', 'FooBar', 'x1', '12345', '0') },
  {
    weight: 6,
    arbitrary: fc.constantFrom(' ', ' ', '  ', '\n', '\r\n', '\r', '\t', '\n\n', '\n    ', '   ', '\u00a0', '\u3000'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(',', '.', '!', "'", "'s", "'LL", '/', '//', '"', '_', '(', '})', '||', '<', '|>', '='),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '你好',
      '世界',
      '。',
      ',',
      'こんにちは',
      'カタ',
      '한국어',
      'é',
      'ñ',
      'привет',
      'ไทย',
      'مرحبا',
      'हिन्दी',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '🙂',
      '👩‍👩‍👧',
      '\u0301',
      '\u0338',
      '\ufe0f',
      '\u200d',
      '\ufeff',
      '\ud800',
      '\udc00',
      'ſ',
      '½',
      '⑴',
      'ﾞ',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '<|endoftext|>',
      '<|im_start|>',
      '<s>',
      '[MASK]',
      '<|end',
      'oftext|>',
      '<mask>',
      'add ed',
      'tail',
    ),
  },
);
const someText = (maxLength: number) => fc.array(snippet, { maxLength, size: 'max' }).map((parts) => parts.join(''));
/** Cut wherever it can be. */
const partLength = 2;
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    deleted: fc.oneof(fc.nat(3), fc.nat(100)),
    text: fc.oneof(someText(2), someText(20)),
  }),
  { minLength: 1, maxLength: 6 },
);

type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function* edited(text: string, changes: Edits) {
  let now = text;
  for (const { at, deleted, text: inserted } of changes) {
    const start = Math.round(at * now.length);
    const end = Math.min(now.length, start + deleted);
    now = now.slice(0, start) + inserted + now.slice(end);
    yield { edit: { start, end, text: inserted }, now };
  }
}

describe('a text that is edited', function () {
  this.timeout(300_000);
  after(removeFolders);
  const models = path.join(__dirname, '../../../models');

  const cases: { name: string; open(): Promise<Tokenizer>; runs: number }[] = [
    ...encodingNames.map((name) => ({ name, open: () => openEncoding(name), runs: 60 })),
    { name: 'the shipped model', open: () => openModelTokenizer(path.join(models, 'pocket')), runs: 60 },
    ...Object.entries(cutTokenizers).map(([name, file]) => ({
      name,
      open: () => openModelTokenizer(folderWith({ 'tokenizer.json': file })),
      runs: 150,
    })),
  ];
  for (const { name, open, runs } of cases) {
    for (const special of ['text', 'parse'] as const) {
      it(`is read in parts as it is read whole by ${name}, special tokens as ${special}`, async () => {
        const tokenizer = await open();
        await fc.assert(
          fc.asyncProperty(someText(60), edits, async (text, changes) => {
            const parts = new TextParts(text, tokenizer.cuts, partLength);
            for (const { edit, now } of edited(text, changes)) {
              parts.edit(edit);
              assert.equal(parts.all.map((part) => part.text).join(''), now);
              assert.equal(parts.length, now.length);
            }
            const whole = parts.all.map((part) => part.text).join('');
            assert.deepEqual(await idsInParts(tokenizer, parts, special), await tokenizer.encodeIds(whole, special));
          }),
          { numRuns: runs },
        );
      });
    }

    it(`is counted as it is counted whole by ${name}`, async () => {
      const tokenizer = await open();
      await fc.assert(
        fc.asyncProperty(someText(60), edits, fc.nat(), fc.nat(), async (text, changes, a, b) => {
          const live = new LiveCount(tokenizer, 'parse', text, partLength);
          let waiting: Promise<number> | undefined;
          for (const { edit, now } of edited(text, changes)) {
            live.edit(edit);
            // Every other one is edited again before it was counted.
            if (waiting) assert.equal(await live.count(), await tokenizer.count(now, 'parse'));
            waiting = waiting ? undefined : live.count();
            const [start, end] = [a, b].map((at) => at % (now.length + 1)).sort((x, y) => x - y);
            const range = now.slice(start, end);
            assert.equal(await live.countRange(start, end), await tokenizer.count(range, 'parse'));
          }
        }),
        { numRuns: Math.round(runs / 2) },
      );
    });
  }

  for (const [name, file] of Object.entries(uncutTokenizers)) {
    it(`is one part for ${name}, and counted whole`, async () => {
      const tokenizer = await openModelTokenizer(folderWith({ 'tokenizer.json': file }));
      assert.equal(tokenizer.cuts, null);
      const live = new LiveCount(tokenizer, 'text', 'ab ab');
      assert.equal(await live.count(), await tokenizer.count('ab ab', 'text'));
      live.edit({ start: 1, end: 2, text: 'a b' });
      assert.equal(await live.count(), await tokenizer.count('aa b ab', 'text'));
    });
  }

  it('is cut wherever there are words', async () => {
    const parts = new TextParts('The fox, the lamp.\n'.repeat(10_000), (await openEncoding('o200k_base')).cuts);
    const lengths = parts.all.map(({ text }) => text.length);
    assert.ok(Math.max(...lengths) < 4000, String(Math.max(...lengths)));
    assert.ok(lengths.length < 200, String(lengths.length));
  });
});

async function idsInParts(tokenizer: Tokenizer, parts: TextParts, special: SpecialReading): Promise<Int32Array> {
  const ids: number[] = [];
  for (const [i, { text }] of parts.all.entries()) {
    const read = i === 0 ? text : (tokenizer.cuts?.continued(text) ?? text);
    ids.push(...(await tokenizer.encodeIds(read, special)));
  }
  return Int32Array.from(ids);
}
