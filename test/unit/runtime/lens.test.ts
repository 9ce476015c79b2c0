import assert from 'node:assert/strict';
import path from 'node:path';
import { residualReasons } from '../../../src/protocol/models';
import { Models } from '../../../src/runtime/models';
import { lens } from '../../../src/runtime/runs/lens';
import { Run } from '../../../src/runtime/runs/run';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, pocketConfiguration, readParams } from './pocket';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);
const text = 'The farmer had 12 sheep and 5 cows. He sold 3 sheep. How many animals are left? '.repeat(4);

describe('the logit lens of a run', function () {
  this.timeout(60_000);
  after(() => service.dispose());

  it('ends with what the model itself says, and reports its way there', async () => {
    const reading = await call('read', readParams(text));
    const count = reading.tokens.ids.length;
    assert.ok(reading.residuals.available);
    const progress: { done: number; total: number }[] = [];
    const params = { runId: 'run', first: 0, end: count, topK: 3, follow: 'next' } as const;
    const { states, positions, top, entropies, followed, answer } = await call('lens', params, (value) =>
      progress.push(value),
    );
    assert.deepEqual([states, positions], [reading.residuals.layers + 1, count]);
    const last = (states - 1) * positions;
    for (let i = 0; i + 1 < count; i++) {
      close(entropies[last + i], reading.entropies[i + 1], `entropy ${i}`);
      close(followed?.logprobs[last + i] ?? 0, reading.logprobs[i + 1], `next token ${i}`);
      close(top.logprobs[(last + i) * 3 + 2], reading.top.logprobs[(i + 1) * 3 + 2], `third ${i}`);
      assert.equal(answer.ranks[last + i], 1);
    }
    const total = states * positions;
    assert.deepEqual(progress.at(-1), { done: total, total });
    assert.ok(progress.every(({ done }, i) => i === 0 || done > progress[i - 1].done));
  });

  it('covers appended tokens, and leaves the run as it is', async () => {
    await call('read', readParams('The farmer', { runId: 'on' }));
    const before = await call('distribution', { runId: 'on', sampling: raw, count: 1 });
    await call('append', { runId: 'on', choice: { tokenId: before.rows[0].id } });
    const after = await call('distribution', { runId: 'on', sampling: raw, count: 1 });
    const params = { runId: 'on', first: before.length - 1, end: 1000, topK: 1 };
    const { positions, answer, first } = await call('lens', params);
    assert.deepEqual([first, positions], [before.length - 1, 2]);
    assert.deepEqual([...answer.ids], [before.rows[0].id, after.rows[0].id]);
    assert.deepEqual(await call('distribution', { runId: 'on', sampling: raw, count: 1 }), after);
  });

  it('follows the first token of a literal text, and names all of them', async () => {
    const find = ' sheep sheep';
    await call('read', readParams('The farmer had', { runId: 'named' }));
    const { found } = await call('distribution', { runId: 'named', sampling: raw, count: 1, find });
    const { named, followed, states } = await call('lens', {
      runId: 'named',
      first: 0,
      end: 1000,
      topK: 1,
      follow: { text: find },
    });
    assert.deepEqual(
      named.map(({ id }) => id),
      found.map(({ id }) => id),
    );
    const cell = states * (followed?.ids.length ?? 0) - 1;
    assert.equal(followed?.ids.at(-1), found[0].id);
    assert.equal(followed?.ranks[cell], found[0].rank);
    close(followed?.logprobs[cell] ?? 0, found[0].logprob, 'log-probability');
  });

  it('stops when it is cancelled', async () => {
    await call('read', readParams(text, { runId: 'long' }));
    const controller = new AbortController();
    let reports = 0;
    const asked = call(
      'lens',
      { runId: 'long', first: 0, end: 1000, topK: 1 },
      () => {
        reports++;
        controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(asked, { code: 'cancelled' });
    assert.equal(reports, 1);
  });

  it('says why there is none, and that a run is gone', async () => {
    await assert.rejects(call('lens', { runId: 'nobody', first: 0, end: 1, topK: 1 }), { code: 'runGone' });
    const models = new Models(pocketConfiguration);
    try {
      const { model, tokenizer } = await models.open(path.join(__dirname, '../../fixtures/model/tiny-gqa'));
      const without = Object.create(model, {
        capabilities: { value: { residuals: { available: false, reason: residualReasons.notFound } } },
      });
      const opened = { model: without, tokenizer };
      const run = new Run('r', opened, [1], model.createCache(), [], { available: false, reason: '' });
      const context = { signal: new AbortController().signal, progress: () => {} };
      await assert.rejects(lens(run, { runId: 'r', first: 0, end: 1, topK: 1 }, context), {
        code: 'residualsUnavailable',
      });
    } finally {
      models.dispose();
    }
  });
});

const raw = { temperature: 1, topK: 0, topP: 1 };

function close(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-3, `${what}: ${actual}, expected ${expected}`);
}
