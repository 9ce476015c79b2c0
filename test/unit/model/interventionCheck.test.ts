import assert from 'node:assert/strict';
import { interventionReasons } from '../../../src/protocol/models';
import type { Decoder, RunResult, States, Wanted } from '../../../src/runtime/model/graphRunner';
import { checkInterventions, givesTheLogits } from '../../../src/runtime/model/interventionCheck';
import type { ModelConfig } from '../../../src/runtime/model/modelConfig';

const tokens = 6;
const heads = 2;
const config = { context: 64, vocabularySize: 4, layers: 1 } as ModelConfig;
const numbers = (length: number, at: (index: number) => number) => Float32Array.from({ length }, (_, i) => at(i));

/** One layer of two heads with one number each: each token looks at the first one only, whose values are 2 and 3. */
function decoder(change: (result: RunResult, wanted: Wanted) => void = () => {}): Decoder {
  const states = (value: number): States => ({
    values: numbers(tokens * 2, (i) => i + value),
    rows: tokens,
    width: 2,
    type: 'float32',
  });
  return {
    signature: { past: [{ input: 'past_key_values.0.value', sequenceAxis: 2 }] },
    probes: {},
    rowPlace: null,
    dispose: () => {},
    run: async (_ids: unknown, _past: unknown, wanted: Wanted) => {
      const removed = wanted.interventions?.[0]?.part;
      const [attention, feedForward] = [removed === 'attention' ? 0 : 10, removed === 'feedForward' ? 0 : 100];
      const result: RunResult = {
        logits: numbers(tokens * 4, (i) => i % 5),
        vocabularySize: 4,
        attention: [
          {
            values: numbers(heads * tokens * tokens, (i) => (i % tokens === 0 ? 1 : 0)),
            heads,
            queries: tokens,
            keys: tokens,
          },
        ],
        residuals: [states(0), states(attention + feedForward)],
        middles: [states(attention)],
        queries: null,
        headOutputs: {
          values: numbers(tokens * heads, (i) => 2 + (i % 2)),
          rows: tokens,
          width: heads,
          type: 'float32',
        },
        present: [
          {
            data: numbers(heads * tokens, (i) => (i % tokens === 0 ? 2 + i / tokens : 50)),
            dims: [1, heads, tokens, 1],
          },
        ],
        ms: 0,
      };
      change(result, wanted);
      return result;
    },
  } as unknown as Decoder;
}

describe('what is checked before parts of a model are changed', () => {
  const attention = { available: true, layers: 1, heads } as const;
  const opened = { heads: null, contributions: null };
  const check = (changed: Decoder, more: { attention?: { available: false; reason: string } } = {}) =>
    checkInterventions(changed, config, more.attention ?? attention, opened);
  const right = { available: true };
  const wrong = (reason: keyof typeof interventionReasons) => ({
    available: false,
    reason: interventionReasons[reason],
  });

  it('accepts parts that are what they are taken for', async () => {
    assert.deepEqual(await check(decoder()), { heads: { available: true, size: 1 }, contributions: right });
  });

  const spoiled: { name: string; change: Parameters<typeof decoder>[0]; heads?: object; contributions?: object }[] = [
    {
      name: 'heads in another order',
      change: ({ headOutputs }) => headOutputs?.values.reverse(),
      heads: wrong('headsDiffer'),
    },
    {
      name: 'values that are kept in another form',
      change: ({ present }) => {
        present[0] = { ...present[0], dims: [1, tokens, heads] };
      },
      heads: wrong('headsDiffer'),
    },
    {
      name: 'attention that still adds something',
      change: ({ middles }, { interventions }) => {
        if (interventions?.[0].part === 'attention') middles[0].values[3] += 1;
      },
      contributions: wrong('notRemoved'),
    },
    {
      name: 'a feed-forward that still adds something',
      change: ({ residuals }, { interventions }) => {
        if (interventions?.[0].part === 'feedForward') residuals[1].values[3] += 1;
      },
      contributions: wrong('notRemoved'),
    },
  ];
  for (const { name, change, heads = { available: true, size: 1 }, contributions = right } of spoiled) {
    it(`refuses ${name}, and that alone`, async () => {
      assert.deepEqual(await check(decoder(change)), { heads, contributions });
    });
  }

  it('tells other logits with nothing changed', async () => {
    assert.equal(await givesTheLogits(decoder(), decoder(), config), true);
    assert.equal(
      await givesTheLogits(
        decoder((result) => result.logits.reverse()),
        decoder(),
        config,
      ),
      false,
    );
  });

  it('refuses heads whose weights nobody knows', async () => {
    const { heads } = await check(decoder(), { attention: { available: false, reason: '' } });
    assert.deepEqual(heads, wrong('noWeights'));
  });
});
