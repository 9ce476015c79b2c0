import { LoupeError } from '../../protocol/errors';
import type { HeadChoice } from '../../protocol/runs';
import { rowWithoutSink } from '../measure/attentionMaps';
import type { AttentionMaps, RowRange, RowsContext } from './attentionMaps';
import type { Run } from './run';

/** Throws `LoupeError('attentionUnavailable')`. */
export function capturedOf(run: Run): AttentionMaps {
  if (run.attention.available) return run.attention;
  throw new LoupeError('attentionUnavailable', run.opened.model.description.name, run.attention.reason);
}

/**
 * Visits rows of one head, or of the mean over heads, layers or both, in order: [n] weights, where keys beyond are of the future.
 * A mean is summed in float64. Throws `LoupeError` `layerOutOfRange`, `headOutOfRange`, and as `AttentionMaps.bands`.
 */
export async function visitRows(
  run: Run,
  { layer, head, dropSink }: HeadChoice,
  queries: RowRange,
  context: RowsContext,
  visit: (query: number, row: Float32Array) => void,
): Promise<void> {
  const captured = capturedOf(run);
  const { name } = run.opened.model.description;
  if (layer !== 'mean' && !inRange(layer, captured.layers))
    throw new LoupeError('layerOutOfRange', layer, name, captured.layers - 1);
  if (head !== 'mean' && !inRange(head, captured.heads))
    throw new LoupeError('headOutOfRange', head, name, captured.heads - 1);
  const layers = indices(layer, captured.layers);
  const heads = indices(head, captured.heads);
  const only = layers.length * heads.length === 1;
  for await (const band of captured.bands(layers, heads, queries, context)) {
    for (let query = band.first; query < band.end; query++) {
      const row = only ? band.row(layers[0], heads[0], query) : meanRow(query);
      visit(query, dropSink ? rowWithoutSink(row) : row);
    }

    function meanRow(query: number): Float32Array {
      const sums = new Float64Array(query + 1);
      for (const one of layers) {
        for (const other of heads) {
          const row = band.row(one, other, query);
          for (let key = 0; key <= query; key++) sums[key] += row[key];
        }
      }
      return Float32Array.from(sums, (sum) => sum / (layers.length * heads.length));
    }
  }
}

function indices(choice: number | 'mean', count: number): number[] {
  return choice === 'mean' ? Array.from({ length: count }, (_, i) => i) : [choice];
}

function inRange(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
