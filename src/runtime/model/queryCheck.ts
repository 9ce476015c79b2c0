import { queryReasons } from '../../protocol/models';
import { dot, fittedScale, type ScoredRow, softmax } from '../measure/scores';
import type { AttentionWeights, Decoder } from './graphRunner';
import { type KeyHeads, keyHeadsOf, rowOf } from './keyHeads';
import type { Queries } from './languageModel';
import type { ModelConfig } from './modelConfig';
import { type CheckedGraph, probe } from './selfCheck';
import { nothingPast } from './tokenCache';

/** Largest difference of a weight. */
const tolerated = 5e-3;
/** A scale that lies so near to 1 / √size is that; others are given to as many digits as float32 holds. */
const toleratedShare = 5e-3;

/**
 * Runs a few tokens, finds the scale of each layer, and checks that all weights are the softmax of query · key × scale.
 *
 * @param rotated of the layers whose queries the decoder gives; null where it gives none
 */
export async function checkQueries(
  decoder: Decoder,
  config: ModelConfig,
  attention: CheckedGraph['attention'],
  rotated: readonly boolean[] | null,
): Promise<Queries> {
  if (!rotated) return refused('notFound');
  if (!attention.available) return refused('noWeights');
  const ids = probe(config);
  const scales: number[] = [];
  let size = 0;
  for (let layer = 0; layer < attention.layers; layer++) {
    const { queries, present, ...result } = await decoder.run(ids, nothingPast, {
      ...{ logits: 'none', residuals: 'none', present: true },
      ...{ attention: [layer], queries: layer },
    });
    const keys = keyHeadsOf(decoder.signature.past, (index) => present[index], layer, 'key');
    if (!keys || keys.tokens !== ids.length) return refused('otherKeys');
    const own = queries && headQueries(queries, attention.heads, keys.size);
    if (!own) return refused('notFound');
    const rows = scoredRows(own, keys, result.attention[0]);
    const scale = namedScale(fittedScale(rows), keys.size);
    if (!rows.every((row) => isSoftmax(row, scale))) return refused('notScaled');
    scales.push(scale);
    size = keys.size;
  }
  return { available: true, size, scales, rotated };
}

/**
 * [heads, rows, size] of queries as a graph gives them: heads first, or all heads of a row side by side, with keys and values behind
 * them where they are packed. Null for another form.
 */
export function headQueries(
  { values, dims }: { values: Float32Array; dims: readonly number[] },
  heads: number,
  size: number,
): Float32Array | null {
  const width = dims[dims.length - 1];
  if (width === size && dims[dims.length - 3] === heads) return values;
  if (width < heads * size) return null;
  const rows = values.length / width;
  const ordered = new Float32Array(heads * rows * size);
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < rows; row++) {
      const from = row * width + head * size;
      ordered.set(values.subarray(from, from + size), (head * rows + row) * size);
    }
  }
  return ordered;
}

function scoredRows(queries: Float32Array, keys: KeyHeads, weights: AttentionWeights): ScoredRow[] {
  const { heads, queries: rows } = weights;
  const { size } = keys;
  return Array.from({ length: heads * rows }, (_, at) => {
    const [head, row] = [Math.floor(at / rows), at % rows];
    const query = queries.subarray(at * size, (at + 1) * size);
    const products = Array.from({ length: row + 1 }, (_, key) => dot(query, rowOf(keys, head, heads, key)));
    return { products, weights: weights.values.subarray(at * weights.keys, at * weights.keys + row + 1) };
  });
}

/** What a layer looks at only nearby has no weight, however large its product: it takes no part. */
function isSoftmax({ products, weights }: ScoredRow, scale: number): boolean {
  const scores = Array.from(products, (product, key) =>
    weights[key] > 0 ? scale * product : Number.NEGATIVE_INFINITY,
  );
  return softmax(scores).every((weight, key) => Math.abs(weight - weights[key]) <= tolerated);
}

function namedScale(scale: number, size: number): number {
  const usual = 1 / Math.sqrt(size);
  return Math.abs(scale / usual - 1) <= toleratedShare ? usual : Number(scale.toPrecision(6));
}

function refused(why: keyof typeof queryReasons): Queries {
  return { available: false, reason: queryReasons[why] };
}
