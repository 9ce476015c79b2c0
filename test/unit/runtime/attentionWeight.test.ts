import assert from 'node:assert/strict';
import { attentionWeight } from '../../../src/runtime/runs/attentionWeight';
import type { Run } from '../../../src/runtime/runs/run';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, greedy, pocket, pocketConfiguration, readParams } from './pocket';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);

describe('how a weight comes about in a run', function () {
  this.timeout(60_000);
  after(() => service.dispose());

  it('is told of every cell of a map, and adds up to what the head gives', async () => {
    const { tokens } = await call('read', readParams('The farmer had 12 sheep.'));
    const count = tokens.ids.length;
    const { values } = await call('attentionHead', { runId: 'run', layer: 2, head: 3, dropSink: false });
    for (let query = 0; query < count; query++) {
      const brought: Float32Array[] = [];
      let output = new Float32Array(0);
      for (let key = 0; key <= query; key++) {
        const told = await call('attentionWeight', { runId: 'run', layer: 2, head: 3, query, key });
        const shown = values[query * count + key];
        assert.ok(Math.abs(told.weight - shown) < 1e-5, `${told.weight} is not the map’s ${shown}`);
        assert.ok(Math.abs(told.weights[key] - shown) < 1e-4);
        assert.ok(Math.abs(told.scores[key] - told.product * told.scale) < 1e-4);
        brought.push(told.value.map((value) => value * told.weight));
        output = Float32Array.from(told.output);
      }
      for (const [i, value] of output.entries()) {
        const sum = brought.reduce((total, vector) => total + vector[i], 0);
        assert.ok(Math.abs(sum - value) < 1e-3, `${sum} is not ${value}`);
      }
    }
  });

  it('is told of appended tokens too, without attention having been kept', async () => {
    const { tokens } = await call('read', readParams('The farmer', { runId: 'on', captureAttention: false }));
    await call('append', { runId: 'on', choice: { sampling: greedy, seed: 1 } });
    const query = tokens.ids.length;
    const { weights } = await call('attentionWeight', { runId: 'on', layer: 0, head: 0, query, key: 0 });
    assert.equal(weights.length, query + 1);
  });

  const place = { runId: 'run', layer: 0, head: 0, query: 1, key: 0 };
  const refused = [
    { name: 'a key ahead of the query', params: { key: 2 }, error: RangeError },
    { name: 'a token that is not there', params: { query: 99 }, error: RangeError },
    { name: 'a layer that is not there', params: { layer: pocket.layers }, error: { code: 'layerOutOfRange' } },
    { name: 'a head that is not there', params: { head: pocket.heads }, error: { code: 'headOutOfRange' } },
  ];
  for (const { name, params, error } of refused) {
    it(`is refused for ${name}`, async () => {
      await call('read', readParams('The farmer had'));
      await assert.rejects(call('attentionWeight', { ...place, ...params }), error);
    });
  }

  it('can be cancelled', async () => {
    await call('read', readParams('The farmer had'));
    const cancelled = call('attentionWeight', place, () => {}, AbortSignal.abort());
    await assert.rejects(cancelled, { code: 'cancelled' });
  });
});

describe('how a weight comes about, by what a graph gives', () => {
  const size = 4;
  /** A run of one head whose products are `products`, and whose graph scales them by a half, and says that it does by `told`. Weights are multiples of `step`. */
  const runOf = (products: number[], { told = 0.5, step = 0 }) => {
    const scale = 0.5;
    const exponentials = products.map((product) => Math.exp(product * scale));
    const sum = exponentials.reduce((total, one) => total + one);
    const weights = Float32Array.from(exponentials, (one) => (step ? Math.round(one / sum / step) * step : one / sum));
    const data = new Float32Array(products.length * size);
    for (const [token, product] of products.entries()) data[token * size] = product;
    const model = {
      ...{ description: { name: 'm' }, layers: 1, heads: 1, capabilities: { attention: { available: true } } },
      queries: async () => ({ available: true, size, scales: [told], rotated: [false] }),
      keyHeads: () => ({ data, heads: 1, tokens: products.length, size }),
      forward: async (_ids: number[], _cache: object, { onChunk }: { onChunk(chunk: object): void }) =>
        onChunk({ attention: [weights], queries: Float32Array.of(1, 0, 0, 0) }),
    };
    const cache = { fork: () => ({ truncate() {} }) };
    return { ids: products.map(() => 1), cache, opened: { model } } as unknown as Run;
  };
  const ask = (run: Run, key: number) =>
    attentionWeight(
      run,
      { runId: '', layer: 0, head: 0, query: run.ids.length - 1, key },
      new AbortController().signal,
    );

  it('has the score of a weight that is too small for a number', async () => {
    const halfPrecision = 2 ** -24;
    const { scores, weight } = await ask(runOf([40, 1, 2, 3], { step: halfPrecision }), 2);
    assert.deepEqual([weight, [...scores]], [0, [20, 0.5, 1, 1.5]]);
  });

  for (const count of [10, 1000]) {
    it(`is not told by another scale than the graph’s, over ${count} keys`, async () => {
      const products = Array.from({ length: count }, (_, token) => 3 * Math.sin(token));
      assert.ok((await ask(runOf(products, {}), 3)).weight > 0);
      await assert.rejects(ask(runOf(products, { told: 0.25 }), 3), { code: 'weightUnavailable' });
    });
  }
});
