import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { HeadChoice } from '../../protocol/runs';
import { maxMap, meanMap } from '../measure/attentionMaps';
import { identity, rollLayer } from '../measure/rollout';
import type { AttentionMaps, RowRange, RowsContext } from './attentionMaps';
import { inRange } from './headRange';

/** Heads of layers that become one map. */
export interface ChosenHeads {
  layers: number[];
  heads: number[];
}

/**
 * Throws `LoupeError` `layerOutOfRange`, `headOutOfRange`.
 *
 * @param name the model's, for errors
 */
export function chosenHeads(
  captured: AttentionMaps,
  { layer, head, combine }: Pick<HeadChoice, 'layer' | 'head' | 'combine'>,
  name: string,
): ChosenHeads {
  const range = layer === 'all' ? { first: 0, last: captured.layers - 1 } : layer;
  const { first, last } = typeof range === 'number' ? { first: range, last: range } : range;
  const wrong = [first, last].find((index) => !inRange(index, captured.layers)) ?? (first > last ? last : undefined);
  if (wrong !== undefined) throw new LoupeError('layerOutOfRange', wrong, name, captured.layers - 1);
  if (head !== 'all' && !inRange(head, captured.heads)) {
    throw new LoupeError('headOutOfRange', head, name, captured.heads - 1);
  }
  const all = head === 'all' || combine === 'rollout';
  return { layers: indices(first, last), heads: all ? indices(0, captured.heads - 1) : [head] };
}

/** Visits each row of several heads as one map, in order. Fails as `AttentionMaps.bands`. */
export async function visitCombined(
  captured: AttentionMaps,
  { layers, heads }: ChosenHeads,
  combine: 'mean' | 'max',
  queries: RowRange,
  context: RowsContext,
  visit: (query: number, row: Float32Array) => void,
): Promise<void> {
  const count = layers.length * heads.length;
  for await (const band of captured.bands(layers, heads, queries, context)) {
    for (let query = band.first; query < band.end; query++) {
      if (count === 1) visit(query, band.row(layers[0], heads[0], query));
      else {
        const rows = layers.flatMap((layer) => heads.map((head) => band.row(layer, head, query)));
        visit(query, combine === 'max' ? maxMap(rows) : meanMap(rows));
      }
    }
  }
}

/** Work of one turn: 10⁷ products are a few milliseconds. */
const productsAtOnce = 1e7;

/** [T, T] Attention rollout. Of a long text it takes seconds: a cancel is heard between its rows. */
export async function rollout(
  captured: AttentionMaps,
  { layers, heads }: ChosenHeads,
  context: RowsContext,
): Promise<Float32Array> {
  const { tokens } = captured;
  const rows = Math.max(1, Math.floor(productsAtOnce / tokens ** 2));
  const map = identity(tokens);
  for (const layer of layers) {
    const attention = new Float32Array(tokens * tokens);
    const all = { first: 0, end: tokens };
    await visitCombined(captured, { layers: [layer], heads }, 'mean', all, context, (query, row) =>
      attention.set(row, query * tokens),
    );
    for (let end = tokens; end > 0; end -= rows) {
      await nextTurn();
      if (context.signal?.aborted) throw new LoupeError('cancelled');
      rollLayer(map, attention, tokens, { first: Math.max(0, end - rows), end });
    }
  }
  return map;
}

function indices(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
