import assert from 'node:assert/strict';
import path from 'node:path';
import { logSumExp, measureToken } from '../../src/runtime/measure/logits';
import { topK } from '../../src/runtime/measure/topK';
import type { LanguageModel } from '../../src/runtime/model/languageModel';
import { openLanguageModel } from '../../src/runtime/model/openLanguageModel';
import { largestDifference, loadReference, type Reference, type ReferenceText, sha256 } from './modelReference';

const folder = path.join(__dirname, '..', '..', 'models', 'pocket');

/** What is promised, as largest absolute differences from Hugging Face transformers in float32. */
const limits = { logits: 1e-3, logprobs: 1e-4, attention: 1e-4, entropy: 1e-4 };

describe('fidelity: the shipped model against Hugging Face transformers', () => {
  let model: LanguageModel;
  let reference: Reference;
  const maxima = { logits: 0, logprobs: 0, attention: 0, entropy: 0 };

  before(async () => {
    reference = loadReference();
    model = await openLanguageModel(folder, { id: 'pocket', name: 'pocket', source: 'shipped' }, { threads: 0 });
  });

  after(() => {
    const figures = Object.entries(maxima).map(([name, value]) => `${name} ${value.toExponential(1)}`);
    console.log(`    largest differences: ${figures.join(', ')}`);
    model.dispose();
  });

  it('has references made from this very model', () => {
    const hint = 'Run test/fidelity/model_reference.py after replacing the model.';
    assert.equal(sha256(path.join(folder, 'model.safetensors')), reference.modelSha256, hint);
    assert.ok(reference.texts.length >= 20);
    assert.ok(reference.texts.some(({ ids }) => ids.length === model.context));
  });

  it('has its layers, heads and vocabulary', () => {
    const { layers, heads, vocabularySize: vocabulary } = model;
    assert.deepEqual(
      { layers, heads, vocabulary },
      { layers: reference.layers, heads: reference.heads, vocabulary: reference.vocabulary },
    );
    assert.deepEqual(model.capabilities.attention, { available: true });
  });

  it('gives its logits, log-probabilities, ranks, entropies and attention for every text', async () => {
    for (const text of reference.texts) {
      const measured = await compare(model, reference, text);
      for (const name of Object.keys(maxima) as (keyof typeof maxima)[]) {
        maxima[name] = Math.max(maxima[name], measured[name]);
        assert.ok(measured[name] <= limits[name], `${name} of “${text.name}”: ${measured[name]} > ${limits[name]}`);
      }
    }
  }).timeout(60_000);

  it('continues greedily as it does', async () => {
    for (const { name, prompt, continuation } of reference.greedy) {
      assert.equal(continuation.length, 64);
      assert.deepEqual(await continueGreedily(model, prompt, continuation.length), continuation, name);
    }
  }).timeout(60_000);
});

async function compare(model: LanguageModel, { numbers, vocabulary, heads }: Reference, text: ReferenceText) {
  const { ids, rows } = text;
  const tokens = ids.length;
  const largest = { logits: 0, logprobs: 0, attention: 0, entropy: 0 };
  const note = (name: keyof typeof largest, value: number) => {
    largest[name] = Math.max(largest[name], value);
  };
  let compared = 0;
  await model.forward(ids, model.createCache(), {
    logits: 'all',
    attention: true,
    onChunk: ({ first, rows: count, logits, attention = [] }) => {
      for (const [index, row] of rows.entries()) {
        if (row < first || row >= first + count) continue;
        compared++;
        const own = logits.subarray((row - first) * vocabulary, (row - first + 1) * vocabulary);
        const start = text.logits + index * vocabulary;
        const expected = numbers.subarray(start, start + vocabulary);
        note('logits', largestDifference(own, expected));
        const [total, expectedTotal] = [logSumExp(own), numbers[text.logSumExp + index]];
        note(
          'logprobs',
          largestDifference(
            own.map((z) => z - total),
            expected.map((z) => z - expectedTotal),
          ),
        );
        if (row + 1 < tokens) {
          const { rank, entropy } = measureToken(own, ids[row + 1]);
          // Another processor may round two nearly equal logits into another order.
          const ties = expected.filter((z) => Math.abs(z - expected[ids[row + 1]]) <= limits.logprobs).length - 1;
          const distance = Math.abs(rank - text.nextRank[index]);
          assert.ok(
            distance <= ties,
            `rank ${rank} instead of ${text.nextRank[index]} after position ${row} of “${text.name}”`,
          );
          note('entropy', Math.abs(entropy - numbers[text.entropy + index]));
        }
        for (const [layer, weights] of attention.entries()) {
          for (let head = 0; head < heads; head++) {
            const at = (head * count + row - first) * (first + count);
            // What the chunk cannot see, later positions, has no weight in the reference either.
            const ownRow = new Float32Array(tokens);
            ownRow.set(weights.subarray(at, at + first + count));
            const from = text.attention + ((layer * heads + head) * rows.length + index) * tokens;
            note('attention', largestDifference(ownRow, numbers.subarray(from, from + tokens)));
          }
        }
      }
    },
  });
  assert.equal(compared, rows.length);
  return largest;
}

async function continueGreedily(model: LanguageModel, prompt: readonly number[], count: number): Promise<number[]> {
  const cache = model.createCache();
  const continuation: number[] = [];
  let next = prompt;
  while (continuation.length < count) {
    await model.forward(next, cache, {
      logits: 'last',
      onChunk: ({ logits }) => {
        if (logits.length > 0) continuation.push(topK(logits, 1)[0]);
      },
    });
    next = continuation.slice(-1);
  }
  return continuation;
}
