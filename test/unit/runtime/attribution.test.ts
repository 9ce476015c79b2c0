import assert from 'node:assert/strict';
import type { ForwardOptions, LanguageModel } from '../../../src/runtime/model/languageModel';
import type { OpenedModel } from '../../../src/runtime/models';
import { attribution, attributions } from '../../../src/runtime/runs/attribution';
import { Run } from '../../../src/runtime/runs/run';

/** [layers + 1] and [layers] states of one position, width 4. */
const residuals = [
  [1, 2, -1, 0.5],
  [2, 1, 0, 3],
  [-1, 4, 2, 1],
].map((values) => Float32Array.from(values));
const middles = [
  [1, 2, -1, 0.5], // The first attention adds nothing.
  [2, 3, -2, 0],
].map((values) => Float32Array.from(values));
/** [vocabulary, width], and what comes on top. */
const weights = [
  [0.5, -1, 2, 0.25],
  [-1, 0.3, 0.1, 1],
];
const [gain, offset, bias, epsilon] = [[1, 0.5, 2, 1.5], [0.1, -0.2, 0.3, 0], [0.7, -0.4], 1e-3];

/** A final norm and an unembedding, in plain words. */
function unembedding(centred: boolean) {
  const centre = (state: readonly number[]) => {
    const mean = centred ? state.reduce((a, b) => a + b, 0) / state.length : 0;
    return state.map((value) => value - mean);
  };
  const divisor = (state: readonly number[]) =>
    Math.sqrt(centre(state).reduce((sum, value) => sum + value * value, 0) / state.length + epsilon);
  /** What `state` gives to a token's logit where the norm divides by that number. */
  const given = (state: readonly number[], token: number, by: number) =>
    centre(state).reduce((sum, value, i) => sum + (weights[token][i] * gain[i] * value) / by, 0);
  const constant = (token: number) =>
    bias[token] + offset.reduce((sum, value, i) => sum + weights[token][i] * value, 0);
  return { divisor, given, constant };
}

for (const { norm, centred } of [
  { norm: 'RMSNorm', centred: false },
  { norm: 'LayerNorm', centred: true },
]) {
  describe(`direct logit attribution under a ${norm}`, () => {
    const { divisor, given, constant } = unembedding(centred);
    const model = {
      description: { name: 'hand-made' },
      capabilities: { residuals: { available: true } },
      additions: 'halves',
      vocabularySize: 2,
      forward: async (_ids: number[], _cache: unknown, { onChunk }: ForwardOptions) =>
        onChunk?.({ first: 1, rows: 1, logits: new Float32Array(0), residuals, middles }),
      unembed: async (state: Float32Array) => {
        const values = [...state];
        return Float32Array.from(weights, (_, token) => given(values, token, divisor(values)) + constant(token));
      },
    };
    const cache = { length: 2, bytes: 0, truncate() {}, fork: () => cache };
    const run = new Run('r', { model: model as unknown as LanguageModel } as OpenedModel, [5, 6], cache, [], {
      available: false,
      reason: '',
    });
    const signal = new AbortController().signal;

    for (const token of [0, 1]) {
      it(`gives each part what it adds to the logit of token ${token}`, async () => {
        const by = divisor([...residuals[2]]);
        const stream = [[0, 0, 0, 0], residuals[0], middles[0], residuals[1], middles[1], residuals[2]];
        const result = await attribution(run, { runId: 'r', position: 1, tokenId: token }, signal);
        assert.deepEqual(
          result.parts.map(({ kind, layer }) => [kind, layer]),
          [
            ['embedding', null],
            ['attention', 0],
            ['feedForward', 0],
            ['attention', 1],
            ['feedForward', 1],
          ],
        );
        for (const [i, { logit }] of result.parts.entries()) {
          const added = Array.from(stream[i + 1], (value, at) => value - stream[i][at]);
          assert.ok(Math.abs(logit - given(added, token, by)) < 1e-4, `part ${i}: ${logit}`);
        }
        assert.ok(Math.abs(result.constant - constant(token)) < 1e-5);
        assert.equal(result.parts[1].logit, 0);
      });
    }

    it('takes several tokens’ logits apart at once', async () => {
      const asked = { runId: 'r', position: 1 };
      const each = [1, 0].map((tokenId) => attribution(run, { ...asked, tokenId }, signal));
      assert.deepEqual(await attributions(run, { ...asked, tokenIds: [1, 0] }, signal), await Promise.all(each));
    });

    it('refuses a token and a position that are not there', async () => {
      await assert.rejects(attribution(run, { runId: 'r', position: 1, tokenId: 2 }, signal), {
        code: 'tokenOutOfRange',
      });
      await assert.rejects(attribution(run, { runId: 'r', position: 2, tokenId: 0 }, signal), RangeError);
    });

    it('stops when it is cancelled', async () => {
      const asked = attribution(run, { runId: 'r', position: 1, tokenId: 0 }, AbortSignal.abort());
      await assert.rejects(asked, { code: 'cancelled' });
    });
  });
}
