import assert from 'node:assert/strict';
import type { ExtensionApi } from '../../src/extension';
import { eventually, inspect, loupe, openText, readingOf, reset } from './loupe';

const rows: [what: string, text: string][] = [
  ['white space only', ' \t\n  \n'],
  ['NUL and control characters', 'a\u0000b\u0007c\u001b[31m'],
  ['right-to-left text', 'שלום עולם — مرحبا بالعالم'],
  ['special tokens', '<|im_start|>user\nHello<|im_end|><|endoftext|><think></think>'],
  ['emoji of several parts', '👩‍👩‍👧‍👦🏳️‍🌈é'],
  ['markup', '</script><img src=x onerror=alert(1)>'],
  ['lone surrogates', 'a\ud800b\udc00c'],
];

describe('unusual text', () => {
  let parts: ExtensionApi;

  before(async () => {
    parts = await loupe();
  });
  afterEach(reset);

  for (const [what, text] of rows) {
    it(`reads ${what}`, async () => {
      const { document } = await openText(text);
      await inspect();
      const reading = await readingOf(parts, document.getText());
      assert.ok(reading.tokens.ids.length > 0);
    });
  }

  it('says that an empty document has nothing to read', async () => {
    await openText('');
    await inspect();
    await eventually('a subject', () => parts.inspection.state.subject?.text === '');
    assert.ok(parts.inspection.reading === null);
    assert.notEqual(parts.inspection.state.phase.kind, 'reading');
  });

  it('reads the beginning of 50,000 equal letters', async () => {
    const text = 'a'.repeat(50_000);
    await openText(text);
    await inspect();
    const { used, tokens, context } = await readingOf(parts, text);
    assert.equal(used.start, 0);
    assert.ok(used.end < text.length && tokens.ids.length <= context);
  });

  it('counts 10 MB, and reads its beginning', async function () {
    this.timeout(60_000);
    const text = 'The fox went to the market.\n'.repeat(10_000_000 / 28);
    await openText(text);
    await eventually('a count', () => /\) [\d,]{9,} tokens/.test(parts.statusBar.text), 50_000);
    await inspect();
    const { subject } = await eventually('a reading', () => parts.inspection.reading && parts.inspection.state, 30_000);
    assert.equal(subject?.cutFrom, text.length);
  });
});
