import assert from 'node:assert/strict';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, greedy, pocketConfiguration, readParams } from './pocket';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);
const raw = { temperature: 1, topK: 0, topP: 1 };

describe('ablation in a run', function () {
  this.timeout(60_000);
  after(() => service.dispose());

  it('is after any position, counts appended tokens in, and leaves the run as it is', async () => {
    const { tokens } = await call('read', readParams('The farmer had 12 sheep.', { captureAttention: false }));
    const count = tokens.ids.length;
    await call('append', { runId: 'run', choice: { sampling: greedy, seed: 1 } });
    const next = await call('distribution', { runId: 'run', sampling: raw, count: 1 });
    const asked = { runId: 'run', layer: 1, part: 'attention', kind: 'mean', count: 1 } as const;
    const last = await call('ablation', { ...asked, position: count });
    assert.equal(last.meanOver, count + 1);
    assert.ok(last.rows.some(({ id, rank }) => id === next.rows[0].id && rank.before === 1));
    const first = await call('ablation', { ...asked, position: 0 });
    assert.notEqual(first.entropy.before, last.entropy.before);
    assert.deepEqual(await call('distribution', { runId: 'run', sampling: raw, count: 1 }), next);
    await assert.rejects(call('ablation', { ...asked, position: count + 1 }), RangeError);
  });

  it('in chunks is that in one, and can be stopped between them', async () => {
    const text = 'The farmer had 12 sheep and 5 cows. '.repeat(20);
    const { tokens } = await call('read', readParams(text, { runId: 'long', captureAttention: false }));
    assert.ok(tokens.ids.length > 140, 'more than a chunk');
    const asked = { runId: 'long', layer: 0, part: { head: 1 }, kind: 'zero', count: 4 } as const;
    // The distribution behind the first chunk alone does not depend on how many follow.
    const near = await call('ablation', { ...asked, position: 100 });
    await call('read', readParams(text.slice(0, tokens.ends[100]), { runId: 'short', captureAttention: false }));
    const alone = await call('ablation', { ...asked, runId: 'short', position: 100 });
    assert.ok(Math.abs(near.divergence - alone.divergence) < 1e-5);
    const stopped = call('ablation', { ...asked, position: 140 }, () => {}, AbortSignal.abort());
    await assert.rejects(stopped, { code: 'cancelled' });
  });

  it('is not of a model that was closed', async () => {
    await call('read', readParams('The farmer', { runId: 'closed', captureAttention: false }));
    await call('closeModel', { model: 'pocket' });
    const asked = { runId: 'closed', layer: 0, part: 'attention', kind: 'zero', count: 1, position: 0 } as const;
    await assert.rejects(call('ablation', asked), { code: 'modelNotOpen' });
  });
});
