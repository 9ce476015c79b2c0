import type { AttentionWeight, AttentionWeightParams } from '../../protocol/attentionWeight';
import { LoupeError } from '../../protocol/errors';
import { queryReasons } from '../../protocol/models';
import { dot, softmax } from '../measure/scores';
import { rowOf } from '../model/keyHeads';
import type { ForwardChunk } from '../model/languageModel';
import { checkHead, checkLayer } from './headRange';
import type { Run } from './run';

/** Largest difference of a weight from the model's own. */
const tolerated = 5e-3;

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
  // A token out of the layer's window has no weight, however large its product.
  const scores = own.map((weight, token) => (weight > 0 ? dot(q, keyAt(token)) * scale : Number.NEGATIVE_INFINITY));
  const weights = Float32Array.from(softmax(scores));
  if (!weights.every((weight, token) => Math.abs(weight - own[token]) <= tolerated)) {
    throw new LoupeError('weightUnavailable', name, queryReasons.notScaled);
  }
  const output = new Float32Array(values.size);
  for (let token = 0; token <= query; token++) {
    const value = valueAt(token);
    for (let i = 0; i < output.length; i++) output[i] += weights[token] * value[i];
  }
  const [k, v] = [keyAt(key).slice(), valueAt(key).slice()];
  const vectors = { query: q, key: k, value: v, output, rotated: queries.rotated[layer] };
  return { ...vectors, product: dot(q, k), scale, scores, weights, weight: own[key] };
}
