import assert from 'node:assert/strict';
import path from 'node:path';
import type { HeadParams, Reading } from '../../../src/protocol/runs';
import { TokenFlag } from '../../../src/protocol/tokens';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, pocket, pocketConfiguration, readParams } from './pocket';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);
const english = 'The farmer had 12 sheep and 5 cows. He sold 3 sheep. How many animals are left? ';

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected}`);
}

describe('read', function () {
  this.timeout(60_000);
  after(() => service.dispose());

  it('gives every token but the first what the model said of it', async () => {
    const reading = await call('read', readParams(english));
    const count = reading.tokens.ids.length;
    assert.ok(Number.isNaN(reading.logprobs[0]) && Number.isNaN(reading.entropies[0]));
    assert.equal(reading.ranks[0], 0);
    assert.deepEqual([...reading.top.ids.slice(0, 3)], [-1, -1, -1]);
    for (let i = 1; i < count; i++) {
      assert.ok(reading.logprobs[i] < 0 && reading.entropies[i] > 0, `token ${i}`);
      const top = [...reading.top.logprobs.slice(i * 3, i * 3 + 3)];
      assert.deepEqual(
        top,
        [...top].sort((a, b) => b - a),
      );
      // The actual token is among the top 3 exactly where its rank says so (no logits tie here).
      const place = [...reading.top.ids.slice(i * 3, i * 3 + 3)].indexOf(reading.tokens.ids[i]);
      assert.equal(place + 1, reading.ranks[i] <= 3 ? reading.ranks[i] : 0, `token ${i}`);
      if (place >= 0) close(top[place], reading.logprobs[i], 1e-5, `token ${i}`);
    }
    assert.equal(reading.top.bytes.offsets.length, count * 3 + 1);
    assert.deepEqual(reading.used, { start: 0, end: english.length });
    assert.equal(reading.totalTokens, count);
    assert.equal(reading.context, pocket.context);
    assert.equal(reading.vocabularySize, pocket.vocabulary);
  });

  it('sums up what was scored', async () => {
    const { logprobs, totals, tokens } = await call('read', readParams('Čau 🐘!'));
    const surprisal = -logprobs.slice(1).reduce((sum, logprob) => sum + logprob, 0);
    const bytes = Buffer.byteLength('Čau 🐘!') - tokens.bytes.offsets[1];
    assert.equal(totals.scored, tokens.ids.length - 1);
    close(totals.surprisal, surprisal, 1e-4, 'surprisal');
    close(totals.perplexity ?? 0, Math.exp(surprisal / totals.scored), 1e-3, 'perplexity');
    close(totals.bitsPerByte ?? 0, surprisal / Math.log(2) / bytes, 1e-5, 'bits per byte');
  });

  it('says the same of a text in one pass as of its tokens appended one by one', async () => {
    const whole = await call('read', readParams(english, { runId: 'whole' }));
    const ids = [...whole.tokens.ids];
    const start = await call('read', readParams('The farmer', { runId: 'stepped' }));
    const from = start.tokens.ids.length;
    assert.deepEqual([...start.tokens.ids], ids.slice(0, from));
    for (let i = from; i < ids.length; i++) {
      const token = await call('append', { runId: 'stepped', choice: { tokenId: ids[i] } });
      close(token.logprob, whole.logprobs[i], 1e-4, `logprob ${i}`);
      close(token.entropy, whole.entropies[i], 1e-4, `entropy ${i}`);
      assert.equal(token.rank, whole.ranks[i]);
    }
  });

  it('reads one token, which nothing predicts', async () => {
    const { tokens, totals } = await call('read', readParams('a'));
    assert.equal(tokens.ids.length, 1);
    assert.deepEqual(totals, { tokens: 1, scored: 0, surprisal: 0, perplexity: null, bitsPerByte: null });
  });

  it('has nothing to condition on in an empty text without a start token', async () => {
    await assert.rejects(call('read', readParams('')), { code: 'nothingToConditionOn' });
  });

  it('captures attention whose rows sum to 1 and look back only, over several chunks', async () => {
    const reading = await call('read', readParams(english.repeat(8), { runId: 'long' }));
    const count = reading.tokens.ids.length;
    assert.ok(count > 128, `${count} tokens fit one chunk`);
    assert.deepEqual(reading.attention, { available: true, layers: pocket.layers, heads: pocket.heads });
    for (const [layer, head] of [
      [0, 0],
      [3, 2],
      [5, 3],
      ['all', 1],
      [2, 'all'],
      ['all', 'all'],
    ] as const) {
      const { tokens, values } = await call('attentionHead', { runId: 'long', layer, head, dropSink: false });
      assert.equal(tokens, count);
      for (let query = 0; query < count; query++) {
        const row = values.subarray(query * count, (query + 1) * count);
        close(
          row.reduce((sum, weight) => sum + weight, 0),
          1,
          1e-4,
          `layer ${layer} head ${head} row ${query}`,
        );
        assert.ok(row.subarray(query + 1).every((weight) => weight === 0));
      }
    }
  });

  it('gives thumbnails and statistics of all heads', async () => {
    await call('read', readParams(english, { runId: 'overview' }));
    const overview = await call('attentionOverview', { runId: 'overview', size: 16, dropSink: false });
    assert.equal(overview.size, 16);
    assert.equal(overview.thumbnails.length, pocket.layers * pocket.heads * 16 * 16);
    for (const [name, scores] of Object.entries(overview.statistics))
      assert.equal(scores.length, pocket.layers * pocket.heads, name);
    const { tokens, values } = await call('attentionHead', { runId: 'overview', layer: 4, head: 1, dropSink: false });
    let sink = 0;
    for (let query = 0; query < tokens; query++) sink += values[query * tokens] / tokens;
    close(overview.statistics.sink[4 * pocket.heads + 1], sink, 1e-6, 'sink of layer 4 head 1');
    const tiny = await call('attentionOverview', { runId: 'overview', size: 1000, dropSink: true });
    assert.equal(tiny.size, tokens);
  });

  const unavailable: {
    params: { layer: HeadParams['layer']; head: HeadParams['head'] };
    code: string;
    args: string[];
  }[] = [
    { params: { layer: 6, head: 0 }, code: 'layerOutOfRange', args: ['6', 'Pocket', '5'] },
    { params: { layer: -1, head: 'all' }, code: 'layerOutOfRange', args: ['-1', 'Pocket', '5'] },
    { params: { layer: 'all', head: 8 }, code: 'headOutOfRange', args: ['8', 'Pocket', '7'] },
    { params: { layer: { first: 2, last: 6 }, head: 'all' }, code: 'layerOutOfRange', args: ['6', 'Pocket', '5'] },
    { params: { layer: { first: 3, last: 2 }, head: 'all' }, code: 'layerOutOfRange', args: ['2', 'Pocket', '5'] },
    { params: { layer: 0, head: 0.5 }, code: 'headOutOfRange', args: ['0.5', 'Pocket', '7'] },
  ];
  for (const { params, code, args } of unavailable) {
    it(`refuses layer ${JSON.stringify(params.layer)} head ${params.head}`, async () => {
      await call('read', readParams('a b'));
      await assert.rejects(call('attentionHead', { runId: 'run', ...params, dropSink: false }), { code, args });
    });
  }

  it('says why there is no attention of a run that did not capture it', async () => {
    const reading = await call('read', readParams('a b', { runId: 'bare', captureAttention: false }));
    assert.equal(reading.attention.available, false);
    await assert.rejects(call('attentionOverview', { runId: 'bare', size: 8, dropSink: false }), {
      code: 'attentionUnavailable',
    });
  });

  it('stops between chunks when it is cancelled, and leaves nothing', async () => {
    const controller = new AbortController();
    const chunks: number[] = [];
    const reading = call(
      'read',
      readParams(english.repeat(15), { runId: 'cancelled' }),
      ({ done }) => {
        chunks.push(done);
        controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(reading, { code: 'cancelled' });
    assert.equal(chunks.length, 1);
    await assert.rejects(call('attentionHead', { runId: 'cancelled', layer: 0, head: 0, dropSink: false }), {
      code: 'runGone',
    });
  });
});

describe('a text beyond the context of a model with a start token', () => {
  const model = path.join(__dirname, '../../fixtures/model/tiny-gqa');
  const text = 'abcdefghij'.repeat(10);

  for (const { beyondContext, start, end } of [
    { beyondContext: 'start', start: 0, end: 63 },
    { beyondContext: 'end', start: 37, end: 100 },
  ] as const) {
    it(`is read from its ${beyondContext} behind that token`, async () => {
      const reading = await call('read', readParams(text, { model, beyondContext, topK: 0 }));
      const { ids, flags, starts, bytes } = reading.tokens;
      assert.deepEqual([reading.totalTokens, ids.length, ids[0]], [101, 64, 1]);
      assert.equal(flags[0], TokenFlag.added | TokenFlag.special);
      assert.ok(flags.subarray(1).every((flag) => flag === 0));
      assert.deepEqual(reading.used, { start, end });
      assert.equal(starts[1], start);
      assert.equal(Buffer.from(bytes.bytes).toString(), text.slice(start, end));
    });
  }
});

describe('a text beyond the context', function () {
  this.timeout(60_000);
  const text = `${'Счёт 12, 🐘 left. '.repeat(80)}The end.`;
  let whole: { ids: number[]; starts: number[]; ends: number[] };

  before(async () => {
    const tokenizer = { kind: 'model', model: 'pocket' } as const;
    const { tokens } = await call('tokenize', { text, tokenizer, special: 'text' });
    whole = { ids: [...tokens.ids], starts: [...tokens.starts], ends: [...tokens.ends] };
    assert.ok(whole.ids.length > pocket.context);
  });

  it('is refused with both numbers', async () => {
    await assert.rejects(call('read', readParams(text)), {
      code: 'tooLong',
      args: [String(whole.ids.length), 'Pocket', String(pocket.context)],
    });
  });

  for (const beyondContext of ['start', 'end'] as const) {
    it(`is read from its ${beyondContext}, with the tokens and offsets of the whole`, async () => {
      const reading: Reading = await call('read', readParams(text, { beyondContext, captureAttention: false }));
      const from = beyondContext === 'start' ? 0 : whole.ids.length - pocket.context;
      const { ids, starts, ends, bytes, flags } = reading.tokens;
      assert.deepEqual([...ids], whole.ids.slice(from, from + pocket.context));
      assert.deepEqual([...starts], whole.starts.slice(from, from + pocket.context));
      assert.deepEqual([...ends], whole.ends.slice(from, from + pocket.context));
      assert.equal(reading.totalTokens, whole.ids.length);
      assert.deepEqual(
        reading.used,
        beyondContext === 'start'
          ? { start: 0, end: ends[pocket.context - 1] }
          : { start: starts[0], end: text.length },
      );
      assert.ok(flags.every((flag) => (flag & TokenFlag.added) === 0));
      // The bytes are those of the part, up to halves of a character at its edge.
      const part = Buffer.from(bytes.bytes).toString('utf8').replaceAll('\ufffd', '');
      assert.ok(text.includes(part) && part.length > 300, part.slice(0, 40));
      await assert.rejects(call('append', { runId: 'run', choice: { tokenId: ids[0] } }), { code: 'contextFull' });
    });
  }
});
