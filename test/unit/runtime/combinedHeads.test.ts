import assert from 'node:assert/strict';
import type { HeadParams } from '../../../src/protocol/runs';
import { attentionHead } from '../../../src/runtime/attention/attention';
import { Rollouts } from '../../../src/runtime/attention/rollouts';
import { plainProduct } from '../../../src/runtime/measure/rollout';
import { prepareAttention } from '../../../src/runtime/runs/attentionMaps';
import { Run } from '../../../src/runtime/runs/run';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import { denseRollout } from '../measure/denseRollout';
import { assertClose, expectedOf, openFolder, tinyFolder } from '../model/tinyModels';

const unheard = new AbortController().signal;

/** What transformers gives for a tiny model: per layer and head [T, T]. */
const name = 'tiny-gpt2';
const { ids, attention = [] } = expectedOf(name);
const tokens = ids.length;
const heads = attention[0].length / tokens ** 2;
const map = (layer: number, head: number) => attention[layer].slice(head * tokens ** 2, (head + 1) * tokens ** 2);
const cellwise = (maps: readonly number[][], of: (values: number[]) => number) =>
  maps[0].map((_, cell) => of(maps.map((values) => values[cell])));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const all = (layer: number) => Array.from({ length: heads }, (_, head) => map(layer, head));
const layers = attention.map((_, layer) => layer);

describe('several heads as one map, against the attentions of transformers', () => {
  let run: Run;
  before(async () => {
    const model = await openFolder(tinyFolder(name));
    const cache = model.createCache();
    const attention = prepareAttention(model, { ids, cache }, true, Number.POSITIVE_INFINITY);
    assert.ok(attention.available && layers.length > 1 && heads > 1);
    await model.forward(ids, cache, { logits: 'none', attention: true, onChunk: (chunk) => attention.add(chunk) });
    run = new Run('run', { model, tokenizer: await openModelTokenizer(tinyFolder(name)) }, ids, cache, [], attention);
  });
  after(() => run.opened.model.dispose());

  const ask = async (params: Omit<HeadParams, 'runId' | 'dropSink'>, dropSink = false, signal = unheard) =>
    (await attentionHead(run.maps, { runId: 'run', dropSink, ...params }, { signal })).values;
  const last = { first: 1, last: layers.length - 1 };

  const table: { name: string; params: Omit<HeadParams, 'runId' | 'dropSink'>; expected: () => number[] }[] = [
    {
      name: 'mean over all',
      params: { layer: 'all', head: 'all' },
      expected: () => cellwise(layers.flatMap(all), mean),
    },
    {
      name: 'mean of one head over later layers',
      params: { layer: last, head: 1, combine: 'mean' },
      expected: () =>
        cellwise(
          layers.slice(1).map((layer) => map(layer, 1)),
          mean,
        ),
    },
    {
      name: 'maximum over all',
      params: { layer: 'all', head: 'all', combine: 'max' },
      expected: () => cellwise(layers.flatMap(all), (values) => Math.max(...values)),
    },
    {
      name: 'maximum over a layer’s heads',
      params: { layer: 0, head: 'all', combine: 'max' },
      expected: () => cellwise(all(0), (values) => Math.max(...values)),
    },
    {
      name: 'rollout over all layers',
      params: { layer: 'all', head: 'all', combine: 'rollout' },
      expected: () =>
        denseRollout(
          layers.map((layer) => cellwise(all(layer), mean)),
          tokens,
        ),
    },
    {
      name: 'rollout over later layers, of all heads whatever head is named',
      params: { layer: last, head: 0, combine: 'rollout' },
      expected: () =>
        denseRollout(
          layers.slice(1).map((layer) => cellwise(all(layer), mean)),
          tokens,
        ),
    },
  ];
  for (const { name: what, params, expected } of table) {
    it(what, async () => assertClose(await ask(params), expected(), 1e-4));

    it(`${what}: the first token is taken out of the finished map`, async () => {
      const finished = expected();
      const rest = finished.map((weight, cell) => {
        const start = cell - (cell % tokens);
        const left = finished.slice(start + 1, start + tokens).reduce((a, b) => a + b, 0);
        return cell === start || left <= 0 ? 0 : weight / left;
      });
      assertClose(await ask(params, true), rest, 1e-3);
    });
  }

  it('hears a cancel between the rows of a rollout', async () => {
    const controller = new AbortController();
    let products = 0;
    const rollouts = new Rollouts(
      {
        rowsAtOnce: () => 1,
        multiply: (...of) => {
          products++;
          controller.abort();
          return plainProduct.multiply(...of);
        },
      },
      Number.POSITIVE_INFINITY,
    );
    const chosen = { layers, heads: Array.from({ length: heads }, (_, head) => head) };
    await assert.rejects(rollouts.map(run.maps, chosen, { signal: controller.signal }), { code: 'cancelled' });
    assert.deepEqual([products, rollouts.bytes], [1, 0]);
  });

  it('are not kept as a rollout whose tokens changed during its last product', async () => {
    let [left, products] = [Number.POSITIVE_INFINITY, 0];
    const rollouts: Rollouts = new Rollouts(
      {
        rowsAtOnce: plainProduct.rowsAtOnce,
        multiply: (...of) => {
          products++;
          if (--left === 0) rollouts.forget();
          return plainProduct.multiply(...of);
        },
      },
      Number.POSITIVE_INFINITY,
    );
    const chosen = { layers, heads: Array.from({ length: heads }, (_, head) => head) };
    const roll = () => rollouts.map(run.maps, chosen, {});
    await roll();
    const once = products;
    rollouts.forget();
    left = once;
    await roll();
    assert.deepEqual([products, rollouts.bytes], [2 * once, 0]);
    await roll();
    assert.equal(products, 3 * once, 'of the tokens as they are now');
  });
});
