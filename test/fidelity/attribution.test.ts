import assert from 'node:assert/strict';
import { LoupeError } from '../../src/protocol/errors';
import type { LogitPart } from '../../src/protocol/lens';
import type { LanguageModel } from '../../src/runtime/model/languageModel';
import type { OpenedModel } from '../../src/runtime/models';
import { attribution } from '../../src/runtime/runs/attribution';
import { Run } from '../../src/runtime/runs/run';
import { readMiddles, readReference } from './matrix/fixtures';
import { matrixModels } from './matrix/matrixModels';
import { largestDifference } from './modelReference';

/** What each family's blocks show, or why a logit of it is not the sum of parts. */
const families: Record<string, 'halves' | 'blocks' | 'attributionNormed' | 'attributionNotLinear'> = {
  'llama eager': 'halves',
  'llama sdpa': 'halves',
  'llama gqa': 'halves',
  'llama fused-norms': 'halves',
  'llama merged': 'blocks',
  'mistral eager': 'halves',
  'qwen2 eager': 'halves',
  'qwen3 gqa': 'halves',
  'gemma2 eager': 'attributionNotLinear',
  'gemma3 gqa': 'halves',
  'phi eager': 'blocks',
  'phi3 eager': 'halves',
  'smollm3 eager': 'halves',
  'gpt2 eager': 'halves',
  'gpt2 fused-norms': 'halves',
  'gptneox eager': 'blocks',
  'gptneo eager': 'halves',
  'opt eager': 'halves',
  'opt-post eager': 'attributionNormed',
  'opt-post fused-norms': 'attributionNormed',
  'falcon eager': 'blocks',
  'bloom eager': 'halves',
  'granite eager': 'halves',
  'olmo eager': 'halves',
  'olmo2 eager': 'halves',
  'bigcode eager': 'halves',
  'mixtral eager': 'halves',
};
/** Largest absolute difference of states and logits, which spread over about ±10. */
const tolerance = 1e-3;
const token = 42;

describe('fidelity: direct logit attribution', function () {
  this.timeout(20_000);
  const withModel = matrixModels();

  for (const [cell, expected] of Object.entries(families)) {
    it(`${cell}: ${expected}`, async () => {
      const [family, way] = cell.split(' ');
      await withModel(family, way, async (model) => {
        if (model.additions === 'halves') await checkMiddles(model, family, way);
        await checkParts(model, family, way, expected);
      });
    });
  }
});

/** Between attention and feed-forward the stream holds what transformers has there. */
async function checkMiddles(model: LanguageModel, family: string, way: string): Promise<void> {
  const { ids, lensRows } = readReference(family, way);
  const expected = readMiddles(family) ?? assert.fail('the reference has none');
  let middles: Float32Array[] = [];
  await model.forward(ids, model.createCache(), {
    logits: 'none',
    middles: true,
    onChunk: (chunk) => {
      middles = chunk.middles ?? [];
    },
  });
  assert.equal(middles.length, expected.length);
  for (const [layer, states] of middles.entries()) {
    const width = states.length / ids.length;
    const rows = lensRows.flatMap((row) => [...states.subarray(row * width, (row + 1) * width)]);
    const difference = largestDifference(Float32Array.from(rows), expected[layer]);
    assert.ok(difference <= tolerance, `layer ${layer}: ${difference}`);
  }
}

/** The parts are those that they should be, and sum to the reference's logit. */
async function checkParts(
  model: LanguageModel,
  family: string,
  way: string,
  expected: (typeof families)[string],
): Promise<void> {
  const { ids, logits } = readReference(family, way);
  const cache = model.createCache();
  await model.forward(ids, cache, { logits: 'none' });
  const opened = { model } as OpenedModel;
  const run = new Run('r', opened, [...ids], cache, [], { available: false, reason: '' });
  for (const position of [0, 12, ids.length - 1]) {
    const asked = attribution(run, { runId: 'r', position, tokenId: token }, new AbortController().signal);
    if (expected !== 'halves' && expected !== 'blocks') {
      await assert.rejects(asked, (error) => error instanceof LoupeError && error.code === expected);
      continue;
    }
    const { logit, constant, parts } = await asked;
    const wanted = logits[position * model.vocabularySize + token];
    assert.ok(Math.abs(logit - wanted) <= tolerance, `${logit} instead of ${wanted}`);
    const sum = parts.reduce((total, part) => total + part.logit, constant);
    assert.ok(Math.abs(sum - logit) <= tolerance, `parts sum to ${sum} instead of ${logit}`);
    const kinds: LogitPart['kind'][] = expected === 'halves' ? ['attention', 'feedForward'] : ['block'];
    const names = Array.from({ length: model.layers }, (_, layer) => kinds.map((kind) => `${kind} ${layer}`)).flat();
    assert.deepEqual(
      parts.map(({ kind, layer }) => `${kind} ${layer}`),
      ['embedding null', ...names],
    );
  }
  assert.equal(run.cache.length, ids.length, 'the run is as it was');
}
