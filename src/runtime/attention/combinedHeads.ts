import { LoupeError } from '../../protocol/errors';
import type { HeadChoice, PositionRange } from '../../protocol/runs';
import { maxMap, meanMap } from '../measure/attentionMaps';
import { inRange } from './inRange';
import type { RowSource, RowsContext } from './rowSource';

/** Heads of layers that become one map. */
export interface ChosenHeads {
  layers: number[];
  heads: number[];
}

/** Throws `LoupeError` `layerOutOfRange`, `headOutOfRange`. */
export function chosenHeads(
  source: RowSource,
  { layer, head, combine }: Pick<HeadChoice, 'layer' | 'head' | 'combine'>,
): ChosenHeads {
  const { modelName } = source;
  const range = layer === 'all' ? { first: 0, last: source.layers - 1 } : layer;
  const { first, last } = typeof range === 'number' ? { first: range, last: range } : range;
  const wrong = [first, last].find((index) => !inRange(index, source.layers)) ?? (first > last ? last : undefined);
  if (wrong !== undefined) throw new LoupeError('layerOutOfRange', wrong, modelName, source.layers - 1);
  if (head !== 'all' && !inRange(head, source.heads)) {
    throw new LoupeError('headOutOfRange', head, modelName, source.heads - 1);
  }
  const all = head === 'all' || combine === 'rollout';
  return { layers: indices(first, last), heads: all ? indices(0, source.heads - 1) : [head] };
}

/** Visits each row of several heads as one map, in order. Fails as `RowSource.bands`. */
export async function visitCombined(
  source: RowSource,
  { layers, heads }: ChosenHeads,
  combine: 'mean' | 'max',
  queries: PositionRange,
  context: RowsContext,
  visit: (query: number, row: Float32Array) => void,
): Promise<void> {
  const count = layers.length * heads.length;
  for await (const band of source.bands(layers, heads, queries, context)) {
    for (let query = band.first; query < band.end; query++) {
      if (count === 1) visit(query, band.row(layers[0], heads[0], query));
      else {
        const rows = layers.flatMap((layer) => heads.map((head) => band.row(layer, head, query)));
        visit(query, combine === 'max' ? maxMap(rows) : meanMap(rows));
      }
    }
  }
}

function indices(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
