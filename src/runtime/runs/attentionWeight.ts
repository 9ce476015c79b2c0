import type { AttentionWeight, AttentionWeightParams } from '../../protocol/attentionWeight';
import { LoupeError } from '../../protocol/errors';
import { queryReasons } from '../../protocol/models';
import { dot, softmax } from '../measure/scores';
import { rowOf } from '../model/keyHeads';
import type { ForwardChunk } from '../model/languageModel';
import { checkHead, checkLayer } from './headRange';
import type { Run } from './run';

/** Largest differences from the model's own: of one weight, and of all of a row together, which tells where there are many small ones. */
const tolerated = { weight: 5e-3, row: 2e-2 };

/**
 * How one weight comes about. The looking token is read again behind a fork of the run's cache. Throws `LoupeError`
 * `attentionUnavailable`, `weightUnavailable`, `layerOutOfRange`, `headOutOfRange`, `modelTooLarge`, `cancelled`; `RangeError` for
 * positions that are not there.
 */
export async function attentionWeight(
  run: Run,
  { layer, head, query, key }: AttentionWeightParams,
  signal: AbortSignal,
): Promise<AttentionWeight> {
  const { model } = run.opened;
  const { name } = model.description;
  const { attention } = model.capabilities;
  // Taken together, before anything is awaited: a token may be appended meanwhile.
  const id = run.ids[query];
  const cache = run.cache.fork();
  if (id === undefined || !(key >= 0 && key <= query)) throw new RangeError(`No token ${query} looks at ${key}.`);
  if (!attention.available) throw new LoupeError('attentionUnavailable', name, attention.reason);
  checkLayer(model, layer);
  checkHead(model, head);
  const queries = await model.queries();
  if (!queries.available) throw new LoupeError('weightUnavailable', name, queries.reason);

  cache.truncate(query);
  const chunks: ForwardChunk[] = [];
  const asked = { logits: 'none', attention: { layers: [layer], from: query }, queries: layer, signal } as const;
  await model.forward([id], cache, { ...asked, onChunk: (chunk) => chunks.push(chunk) });
  const [{ attention: maps = [], queries: rows = new Float32Array(0) }] = chunks;
  const [keys, values] = [model.keyHeads(cache, layer, 'key'), model.keyHeads(cache, layer, 'value')];
  if (!keys || !values) throw new LoupeError('weightUnavailable', name, queryReasons.otherKeys);

  const own = maps[0].subarray(head * (query + 1), (head + 1) * (query + 1));
  const q = rows.slice(head * queries.size, (head + 1) * queries.size);
  const keyAt = (token: number) => rowOf(keys, head, model.heads, token);
  const valueAt = (token: number) => rowOf(values, head, model.heads, token);
  const scale = queries.scales[layer];
  const all = own.map((_, token) => dot(q, keyAt(token)) * scale);
  // A token out of the layer's window has no weight, however large its product; but a weight may also be too small for a number.
  const within = all.map((score, token) => (own[token] > 0 ? score : Number.NEGATIVE_INFINITY));
  const scores = [all, within].find((scores) => isSoftmax(own, scores));
  if (!scores) throw new LoupeError('weightUnavailable', name, queryReasons.notScaled);
  const weights = Float32Array.from(softmax(scores));
  const output = new Float32Array(values.size);
  for (let token = 0; token <= query; token++) {
    const value = valueAt(token);
    for (let i = 0; i < output.length; i++) output[i] += own[token] * value[i];
  }
  const [k, v] = [keyAt(key).slice(), valueAt(key).slice()];
  const vectors = { query: q, key: k, value: v, output, rotated: queries.rotated[layer] };
  return { ...vectors, product: dot(q, k), scale, scores, weights, weight: own[key] };
}

function isSoftmax(weights: Float32Array, scores: Float32Array): boolean {
  const differences = softmax(scores).map((weight, token) => Math.abs(weight - weights[token]));
  const sum = differences.reduce((sum, difference) => sum + difference, 0);
  return sum <= tolerated.row && differences.every((difference) => difference <= tolerated.weight);
}
