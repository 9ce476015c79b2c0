import assert from 'node:assert/strict';
import { LoupeError } from '../../src/protocol/errors';
import type { LanguageModel } from '../../src/runtime/model/languageModel';
import type { OpenedModel } from '../../src/runtime/models';
import { attentionWeight } from '../../src/runtime/runs/attentionWeight';
import { Run } from '../../src/runtime/runs/run';
import { readReference, readWeightVectors, weightKey, weightQuery } from './matrix/fixtures';
import { matrixModels } from './matrix/matrixModels';
import { largestDifference } from './modelReference';

/** Layers whose queries and keys have their positions rotated in; or why nothing is told. */
const cells: Record<string, boolean[] | 'weightUnavailable' | 'attentionUnavailable'> = {
  'llama eager': [true, true, true],
  'llama sdpa': [true, true, true],
  'llama dynamo': [true, true, true],
  'llama dynamo-23': [true, true, true],
  'llama optimized': [true, true, true],
  'llama fused-norms': [true, true, true],
  'llama gqa': [true, true, true],
  'llama gqa-packed': [true, true, true],
  'llama gqa-rotary': [true, true, true],
  'llama mha': [true, true, true],
  'llama attention-23': [true, true, true],
  'llama merged': 'weightUnavailable',
  'mistral eager': [true, true, true],
  'mistral gqa': [true, true, true],
  'qwen2 eager': [true, true, true],
  'qwen3 dynamo': [true, true, true],
  'qwen3 gqa': [true, true, true],
  'gemma2 eager': 'weightUnavailable',
  'gemma3 eager': [true, true, true],
  'gemma3 gqa': [true, true, true],
  'phi eager': [true, true, true],
  'phi3 eager': [true, true, true],
  'smollm3 eager': [true, false, true],
  'gpt2 eager': [false, false, false],
  'gpt2 sdpa': [false, false, false],
  'gpt2 dynamo': [false, false, false],
  'gpt2 optimized': [false, false, false],
  'gpt2 attention': 'attentionUnavailable',
  'gptneox eager': [true, true, true],
  'opt eager': [false, false, false],
  'opt-post eager': [false, false, false],
  'bloom eager': 'weightUnavailable',
  'granite eager': [true, true, true],
  'olmo eager': [true, true, true],
  'olmo2 eager': [true, true, true],
  'gpt-oss eager': 'attentionUnavailable',
  'mixtral eager': [true, true, true],
};
/** Largest absolute differences from Hugging Face transformers in float32. */
const tolerance = { vectors: 1e-3, weights: 1e-4 };

describe('fidelity: how a weight of attention comes about, against Hugging Face transformers', function () {
  this.timeout(20_000);
  const withModel = matrixModels();

  for (const [cell, expected] of Object.entries(cells)) {
    it(`${cell}: ${expected}`, async () => {
      const [family, way] = cell.split(' ');
      await withModel(family, way, async (model) => {
        await check(model, family, way, expected);
      });
    });
  }
});

async function check(
  model: LanguageModel,
  family: string,
  way: string,
  expected: (typeof cells)[string],
): Promise<void> {
  const reference = readReference(family, way);
  const { ids } = reference;
  const cache = model.createCache();
  await model.forward(ids, cache, { logits: 'none' });
  const run = new Run('r', { model } as OpenedModel, [...ids], cache, [], { available: false, reason: '' });
  const ask = (layer: number, head: number, query: number, key: number) =>
    attentionWeight(run, { runId: 'r', layer, head, query, key }, new AbortController().signal);
  if (typeof expected === 'string') {
    await assert.rejects(
      ask(0, 0, weightQuery, weightKey),
      (error) => error instanceof LoupeError && error.code === expected,
    );
    return;
  }
  for (const [layer, rotated] of expected.entries()) {
    for (let head = 0; head < model.heads; head++) {
      const what = `layer ${layer}, head ${head}`;
      const actual = await ask(layer, head, weightQuery, weightKey);
      const wanted = readWeightVectors(family, { layer, head, layers: model.layers, heads: model.heads });
      for (const name of ['query', 'key', 'value', 'output'] as const) {
        const difference = largestDifference(actual[name], wanted[name]);
        assert.ok(difference <= tolerance.vectors, `${name} of ${what} differs by ${difference}`);
      }
      assert.ok(Math.abs(actual.scale - wanted.scale) <= 1e-5, `scale ${actual.scale} instead of ${wanted.scale}`);
      assert.equal(actual.rotated, rotated, what);
      for (const query of [0, 1, weightQuery]) {
        const { weights, weight, scores } = await ask(layer, head, query, query);
        const row = reference.attention[layer].subarray((head * ids.length + query) * ids.length);
        const difference = largestDifference(weights, row.subarray(0, query + 1));
        assert.ok(difference <= tolerance.weights, `weights of ${what} at ${query} differ by ${difference}`);
        assert.ok(Math.abs(weight - row[query]) <= tolerance.weights);
        assert.equal(scores.length, query + 1);
      }
    }
  }
  assert.equal(run.cache.length, ids.length, 'the run is as it was');
}
