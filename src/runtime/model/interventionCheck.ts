import { type Capability, interventionReasons } from '../../protocol/models';
import type { AttentionWeights, Decoder, RunResult, States } from './graphRunner';
import { type KeyHeads, keyHeadsOf, rowOf } from './keyHeads';
import type { Intervention, Interventions } from './languageModel';
import type { ModelConfig } from './modelConfig';
import type { BlockPart } from './onnx/interventions';
import { type CheckedGraph, isClose, probe, toleratedUnembedding } from './selfCheck';
import { nothingPast } from './tokenCache';

/** Why a kind of part was not opened; null where it was. */
type Unavailable = Record<keyof Interventions, string | null>;

const plainly = { logits: 'all', attention: [], residuals: 'none', present: false } as const;

/** Whether a decoder whose parts are open gives the plain one's logits as long as nothing is changed. */
export async function givesTheLogits(decoder: Decoder, plain: Decoder, config: ModelConfig): Promise<boolean> {
  const ids = probe(config);
  const expected = await plain.run(ids, nothingPast, plainly);
  const actual = await decoder.run(ids, nothingPast, plainly);
  return isClose(actual.logits, expected.logits, toleratedUnembedding);
}

/**
 * Runs a few tokens, with nothing changed and with all of a kind of part taken out: heads' outputs have to be their weights times
 * their values; without what attention adds the stream behind it has to be that before it, and so for feed-forward.
 */
export async function checkInterventions(
  decoder: Decoder,
  config: ModelConfig,
  attention: CheckedGraph['attention'],
  unavailable: Unavailable,
): Promise<Interventions> {
  const { heads, contributions } = unavailable;
  const ids = probe(config);
  return {
    heads: heads ? refusedFor(heads) : await checkHeads(decoder, ids, attention),
    contributions: contributions ? refusedFor(contributions) : await checkContributions(decoder, ids, config.layers),
  };
}

async function checkHeads(
  decoder: Decoder,
  ids: readonly number[],
  attention: CheckedGraph['attention'],
): Promise<Interventions['heads']> {
  if (!attention.available) return refused('noWeights');
  const { layers, heads } = attention;
  const { past } = decoder.signature;
  let size = 0;
  for (let layer = 0; layer < layers; layer++) {
    const wanted = { ...plainly, logits: 'none', attention: [layer], headOutputs: layer, present: true } as const;
    const { attention: weights, headOutputs, present } = await decoder.run(ids, nothingPast, wanted);
    const values = keyHeadsOf(past, (index) => present[index], layer, 'value');
    if (!values || !headOutputs || headOutputs.width !== heads * values.size) return refused('headsDiffer');
    if (!isClose(headOutputs.values, weighted(weights[0], values), toleratedUnembedding)) return refused('headsDiffer');
    size = values.size;
  }
  return { available: true, size };
}

/** [queries, heads × size]: Σ weight × value, each head's side by side. */
function weighted({ values: weights, heads, queries, keys }: AttentionWeights, values: KeyHeads): Float32Array {
  const { size } = values;
  const sums = new Float32Array(queries * heads * size);
  for (let head = 0; head < heads; head++) {
    for (let query = 0; query < queries; query++) {
      const sum = sums.subarray((query * heads + head) * size, (query * heads + head + 1) * size);
      for (let key = 0; key < keys; key++) {
        const weight = weights[(head * queries + query) * keys + key];
        rowOf(values, head, heads, key).forEach((value, i) => {
          sum[i] += weight * value;
        });
      }
    }
  }
  return sums;
}

async function checkContributions(decoder: Decoder, ids: readonly number[], layers: number): Promise<Capability> {
  const without = (part: BlockPart) =>
    decoder.run(ids, nothingPast, {
      ...plainly,
      logits: 'none',
      residuals: 'all',
      middles: true,
      interventions: Array.from({ length: layers }, (_, layer): Intervention => ({ part, layer, ...nothing })),
    });
  const [noAttention, noFeedForward]: RunResult[] = [await without('attention'), await without('feedForward')];
  const isSame = (a: States, b: States) => isClose(a.values, b.values, toleratedUnembedding);
  const holds = Array.from({ length: layers }, (_, layer) => layer).every(
    (layer) =>
      isSame(noAttention.middles[layer], noAttention.residuals[layer]) &&
      isSame(noFeedForward.residuals[layer + 1], noFeedForward.middles[layer]),
  );
  return holds ? { available: true } : refused('notRemoved');
}

/** Takes all of a part out. */
const nothing = { keep: Float32Array.of(0), offset: Float32Array.of(0) };

function refused(why: keyof typeof interventionReasons) {
  return refusedFor(interventionReasons[why]);
}

function refusedFor(reason: string) {
  return { available: false, reason } as const;
}
