import assert from 'node:assert/strict';
import type { AblatedPart } from '../../src/protocol/ablation';
import { LoupeError } from '../../src/protocol/errors';
import { logSumExp } from '../../src/runtime/measure/logits';
import type { LanguageModel } from '../../src/runtime/model/languageModel';
import type { OpenedModel } from '../../src/runtime/models';
import { ablation } from '../../src/runtime/runs/ablation';
import { Run } from '../../src/runtime/runs/run';
import { ablatedHead, ablatedLayers, ablatedRows, readAblations, readReference } from './matrix/fixtures';
import { matrixModels } from './matrix/matrixModels';

/** What can be ablated in each cell: heads, and attention and feed-forward (`halves`). */
const cells: Record<string, ('heads' | 'halves')[]> = {
  'llama eager': ['heads', 'halves'],
  'llama sdpa': ['heads', 'halves'],
  'llama dynamo': ['heads', 'halves'],
  'llama optimized': ['heads', 'halves'],
  'llama fused-norms': ['heads', 'halves'],
  'llama gqa': ['heads', 'halves'],
  'llama gqa-packed': ['heads', 'halves'],
  'llama mha': ['heads', 'halves'],
  'llama attention-23': ['heads', 'halves'],
  'llama merged': [],
  'mistral eager': ['heads', 'halves'],
  'mistral gqa': ['heads', 'halves'],
  'qwen2 eager': ['heads', 'halves'],
  'qwen3 gqa': ['heads', 'halves'],
  'gemma2 eager': ['heads', 'halves'],
  'gemma3 gqa': ['heads', 'halves'],
  'phi eager': ['heads'],
  'phi fused-norms': ['heads'],
  'phi3 eager': ['heads', 'halves'],
  'smollm3 eager': ['heads', 'halves'],
  'gpt2 eager': ['heads', 'halves'],
  'gpt2 sdpa': ['heads', 'halves'],
  'gpt2 dynamo': ['heads', 'halves'],
  'gpt2 optimized': ['heads', 'halves'],
  'gpt2 fused-norms': ['heads', 'halves'],
  'gpt2 attention': ['halves'],
  'gptneox eager': ['heads'],
  'gptneo eager': ['heads', 'halves'],
  'opt eager': ['heads', 'halves'],
  'opt-post eager': ['heads'],
  'opt-post fused-norms': ['heads'],
  'falcon eager': ['heads'],
  'bloom eager': ['heads', 'halves'],
  'granite eager': ['heads', 'halves'],
  'olmo eager': ['heads', 'halves'],
  'olmo2 eager': ['heads', 'halves'],
  'bigcode eager': ['heads', 'halves'],
  'gpt-oss eager': ['halves'],
  'mixtral eager': ['heads', 'halves'],
};
/** Largest absolute difference of log-probabilities from Hugging Face transformers in float32. */
const tolerance = 1e-3;
const vocabulary = 99;

const parts: { part: AblatedPart; needs: 'heads' | 'halves' }[] = [
  { part: { head: ablatedHead }, needs: 'heads' },
  { part: 'attention', needs: 'halves' },
  { part: 'feedForward', needs: 'halves' },
];

describe('fidelity: zero and mean ablation against Hugging Face transformers with hooks', function () {
  this.timeout(30_000);
  const withModel = matrixModels();

  for (const [cell, kinds] of Object.entries(cells)) {
    it(`${cell}: ${kinds.join(' and ') || 'refused'}`, async () => {
      const [family, way] = cell.split(' ');
      await withModel(family, way, async (model) => {
        await checkCell(model, family, way, kinds);
      });
    });
  }
});

async function checkCell(model: LanguageModel, family: string, way: string, kinds: string[]): Promise<void> {
  const run = await readRun(model, readReference(family, way).ids);
  for (const [place, { part, needs }] of parts.entries()) {
    for (const layer of ablatedLayers) {
      for (const kind of ['zero', 'mean'] as const) {
        for (const position of ablatedRows) {
          const params = { runId: 'run', position, layer, part, kind, count: vocabulary };
          const asked = ablation(run, params, new AbortController().signal);
          if (!kinds.includes(needs)) {
            await assert.rejects(asked, (error) => error instanceof LoupeError && error.code === 'ablationUnavailable');
            continue;
          }
          const { rows } = await asked;
          const what = `${JSON.stringify(part)} of layer ${layer} at ${position}, ${kind}`;
          compare(rows, 'after', readAblations(family, { layer, part: place, kind, position }), what);
          compare(rows, 'before', logitsAt(family, way, position), what);
        }
      }
    }
  }
  assert.equal(run.cache.length, run.ids.length, 'the run is as it was');
}

type Rows = Awaited<ReturnType<typeof ablation>>['rows'];

function compare(rows: Rows, side: 'before' | 'after', logits: Float32Array, what: string): void {
  assert.equal(rows.length, vocabulary);
  const logSum = logSumExp(logits);
  for (const { id, logprob } of rows) {
    const expected = logits[id] - logSum;
    assert.ok(
      Math.abs(logprob[side] - expected) <= tolerance,
      `${logprob[side]} instead of ${expected}, ${side} ${what}`,
    );
  }
}

function logitsAt(family: string, way: string, position: number): Float32Array {
  return readReference(family, way).logits.subarray(position * vocabulary, (position + 1) * vocabulary);
}

async function readRun(model: LanguageModel, ids: number[]): Promise<Run> {
  const cache = model.createCache();
  await model.forward(ids, cache, { logits: 'none' });
  // The matrix has no tokenizers.
  const tokenizer = { tokenText: (id: number) => ({ id, bytes: new Uint8Array(0), special: false }) };
  const opened = { model, tokenizer: tokenizer as unknown as OpenedModel['tokenizer'] };
  return new Run('run', opened, [...ids], cache, [], { available: false, reason: '' });
}
