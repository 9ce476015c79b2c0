import assert from 'node:assert/strict';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, greedy, pocketConfiguration, readParams } from './pocket';

const text = 'A text of about fifty tokens, so that its attention takes some hundred kilobytes. '.repeat(2);

describe('kept runs', function () {
  this.timeout(60_000);
  const service = createRuntimeService({ configuration: pocketConfiguration });
  const call = callIn(service);
  const read = (runId: string) => call('read', readParams(text, { runId }));
  const gone = (runId: string) =>
    call('distribution', { runId, sampling: greedy, count: 1 }).then(
      () => false,
      (error) => error.code === 'runGone',
    );
  after(() => service.dispose());

  it('are freed on request, unknown ones without an error', async () => {
    await read('a');
    assert.equal(await gone('a'), false);
    await call('free', { runId: 'a' });
    assert.equal(await gone('a'), true);
    await call('free', { runId: 'a' });
    for (const method of ['stepBack', 'append', 'attentionHead', 'attentionOverview'] as const) {
      const params = { runId: 'a', layer: 0, head: 0, dropSink: false, size: 4, choice: { tokenId: 1 } };
      await assert.rejects(call(method, params), { code: 'runGone' });
    }
  });

  it('make room for newer ones, the least recently used first', async () => {
    const { tokens } = await read('a');
    // Attention alone: 6 layers of 4 heads. Two runs fit with their caches, three do not.
    const attentionBytes = 6 * 4 * tokens.ids.length ** 2 * 4;
    // There is room for a multiple of 256 tokens.
    const cacheBytes = 6 * 2 * 2 * 64 * Math.ceil(tokens.ids.length / 256) * 256 * 4;
    await call('configure', { ...pocketConfiguration, memoryBudgetBytes: 2.5 * (attentionBytes + cacheBytes) });
    await read('b');
    assert.equal(await gone('a'), false); // A use: b is now the older one.
    await read('c');
    assert.deepEqual([await gone('a'), await gone('b'), await gone('c')], [false, true, false]);
  });

  it('keep at least the newest, whatever the budget', async () => {
    await call('configure', { ...pocketConfiguration, memoryBudgetBytes: 1 });
    await read('d');
    await read('e');
    assert.deepEqual([await gone('d'), await gone('e')], [true, false]);
    await call('configure', pocketConfiguration);
  });

  it('have their attention computed anew when it alone is beyond the budget', async () => {
    const params = { layer: 1, head: 0, dropSink: false };
    await read('kept');
    const { values } = await call('attentionHead', { runId: 'kept', ...params });
    await call('configure', { ...pocketConfiguration, memoryBudgetBytes: 20_000 });
    assert.equal((await read('long')).attention.available, true);
    const anew = await call('attentionHead', { runId: 'long', ...params });
    assert.ok(anew.values.every((weight, i) => Math.abs(weight - values[i]) < 1e-5));
    await call('configure', pocketConfiguration);
  });

  it('outlive their model, except that they cannot be continued', async () => {
    await read('a');
    await call('closeModel', { model: 'pocket' });
    const { values } = await call('attentionHead', { runId: 'a', layer: 0, head: 0, dropSink: false });
    assert.equal(values[0], 1);
    await assert.rejects(call('append', { runId: 'a', choice: { tokenId: 5 } }), {
      code: 'modelNotOpen',
      args: ['Pocket'],
    });
    await read('b');
    await call('append', { runId: 'b', choice: { tokenId: 5 } });
  });
});
