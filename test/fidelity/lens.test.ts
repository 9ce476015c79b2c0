import assert from 'node:assert/strict';
import type { Lens, LensParams } from '../../src/protocol/lens';
import { entropyOf, logSumExp, rankOf } from '../../src/runtime/measure/logits';
import { topK } from '../../src/runtime/measure/topK';
import type { LanguageModel } from '../../src/runtime/model/languageModel';
import type { OpenedModel } from '../../src/runtime/models';
import { append, stepBack } from '../../src/runtime/runs/append';
import { lens } from '../../src/runtime/runs/lens';
import { Run } from '../../src/runtime/runs/run';
import { type Reference, readReference } from './matrix/fixtures';
import { matrixModels } from './matrix/matrixModels';

/** Largest absolute difference from Hugging Face transformers in float32, for log-probabilities and entropies in nats. */
const tolerance = 1e-3;
const named = 7;

/** Both ways to go on from kept keys and values, new rows and whole tensors; a window over the last tokens; norms after the blocks. */
const models = [
  { family: 'llama', way: 'gqa' },
  { family: 'gpt2', way: 'merged' },
  { family: 'gemma3', way: 'gqa' },
  { family: 'opt-post', way: 'eager' },
];

describe('fidelity: the logit lens of a run against Hugging Face transformers', function () {
  this.timeout(20_000);
  const withModel = matrixModels();

  for (const { family, way } of models) {
    it(`${family}, ${way}`, async () => {
      await withModel(family, way, async (model) => {
        const reference = readReference(family, way);
        const run = await readRun(model, reference.ids);
        const before = run.cache.length;
        const whole = await ask(run, { first: 0, end: reference.ids.length, follow: { text: 'x' } });
        compare(whole, reference, model.vocabularySize);
        assert.deepEqual(
          [...(whole.followed?.ids ?? [])],
          reference.ids.map(() => named),
        );
        // A part says the same as the whole, behind the fork of the cache.
        const [first, end] = [5, 9];
        const part = await ask(run, { first, end, follow: 'next' });
        compare(part, reference, model.vocabularySize);
        assert.deepEqual([...(part.followed?.ids ?? [])], reference.ids.slice(first + 1, end + 1));
        const last = await ask(run, { first: reference.ids.length - 1, end: 1e6, follow: 'next' });
        assert.deepEqual([last.positions, ...(last.followed?.ids ?? [])], [1, -1]);
        assert.equal(run.cache.length, before, 'the run is as it was');
      });
    });

    it(`${family}, ${way}, of tokens appended one by one, and after others that were taken back`, async () => {
      await withModel(family, way, async (model) => {
        const reference = readReference(family, way);
        const run = await readRun(model, reference.ids.slice(0, 6));
        await append(run, { tokenId: (reference.ids[6] + 1) % model.vocabularySize });
        await stepBack(run);
        for (const tokenId of reference.ids.slice(6)) await append(run, { tokenId });
        compare(await ask(run, { first: 6, end: 1e6, follow: 'next' }), reference, model.vocabularySize);
      });
    });
  }
});

async function readRun(model: LanguageModel, ids: number[]): Promise<Run> {
  const cache = model.createCache();
  let last = new Float32Array(0);
  await model.forward(ids, cache, {
    logits: 'last',
    onChunk: ({ logits }) => {
      last = Float32Array.from(logits);
    },
  });
  // The matrix has no tokenizers: token `id` has its number as text, and every text is token 7.
  const tokenizer = {
    tokenText: (id: number) => ({ id, bytes: Buffer.from(String(id)), special: false }),
    encodeIds: async () => Int32Array.of(named),
  } as unknown as OpenedModel['tokenizer'];
  return new Run('run', { model, tokenizer }, [...ids], cache, [last], { available: false, reason: '' });
}

function ask(run: Run, params: Omit<LensParams, 'runId' | 'topK'>): Promise<Lens> {
  const context = { signal: new AbortController().signal, progress: () => {} };
  return lens(run, { runId: 'run', topK: 5, ...params }, context);
}

/** All cells of which the reference has the logits. */
function compare(actual: Lens, reference: Reference, vocabulary: number): void {
  const { states, positions, top, entropies, answer, followed, firstLeads, texts } = actual;
  assert.equal(states, reference.lens.length);
  const rows = reference.lensRows.filter((row) => row >= actual.first && row < actual.first + positions);
  assert.ok(rows.length > 0);
  for (const row of rows) {
    const position = row - actual.first;
    const expected = reference.lens.map((logits) => {
      const start = reference.lensRows.indexOf(row) * vocabulary;
      return logits.subarray(start, start + vocabulary);
    });
    const [last] = topK(expected[states - 1], 1);
    assert.equal(answer.ids[position], last);
    for (const [state, logits] of expected.entries()) {
      const cell = state * positions + position;
      const what = `state ${state} at ${row}`;
      const logSum = logSumExp(logits);
      near(entropies[cell], entropyOf(logits), what);
      for (const token of [answer, followed]) {
        if (!token || token.ids[position] < 0) continue;
        near(token.logprobs[cell], logits[token.ids[position]] - logSum, what);
        nearRank(token.ranks[cell], logits, token.ids[position], what);
      }
      for (let i = 0; i < top.count; i++) {
        const id = top.ids[cell * top.count + i];
        near(top.logprobs[cell * top.count + i], logits[id] - logSum, what);
        nearRank(i + 1, logits, id, what);
        assert.equal(textOf(texts, id), String(id));
      }
    }
    const leading = expected.map((logits) => topK(logits, 1)[0] === last);
    assert.equal(firstLeads[position], leading.lastIndexOf(false) + 1);
  }
}

/** Two nearly equal logits may be rounded into another order. */
function nearRank(rank: number, logits: Float32Array, id: number, what: string): void {
  const ties = logits.filter((z) => Math.abs(z - logits[id]) <= tolerance).length - 1;
  assert.ok(Math.abs(rank - rankOf(logits, id)) <= ties, `rank ${rank} of ${id} in ${what}`);
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected} in ${what}`);
}

function textOf({ ids, bytes }: Lens['texts'], id: number): string {
  const index = ids.indexOf(id);
  return Buffer.from(bytes.bytes.subarray(bytes.offsets[index], bytes.offsets[index + 1])).toString();
}
