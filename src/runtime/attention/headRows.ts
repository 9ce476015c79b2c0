import type { HeadChoice, PositionRange } from '../../protocol/runs';
import { rowWithoutSink } from '../measure/attentionMaps';
import { chosenHeads, visitCombined } from './combinedHeads';
import type { RowSource, RowsContext } from './rowSource';

/**
 * Visits rows of one head, or of several as one map, in order: [query + 1] weights. The first token is taken out last, of what came of
 * them. Throws `LoupeError` `layerOutOfRange`, `headOutOfRange`, and as `RowSource.bands` and `Rollouts.map`.
 */
export async function visitRows(
  source: RowSource,
  choice: HeadChoice,
  queries: PositionRange,
  context: RowsContext,
  visit: (query: number, row: Float32Array) => void,
): Promise<void> {
  const chosen = chosenHeads(source, choice);
  const { combine = 'mean' } = choice;
  const look = (query: number, row: Float32Array) => visit(query, choice.dropSink ? rowWithoutSink(row) : row);
  if (combine !== 'rollout') return visitCombined(source, chosen, combine, queries, context, look);
  const tokens = source.ids.length;
  const map = await source.rollouts.map(source, chosen, context);
  for (let query = queries.first; query < queries.end; query++)
    look(query, map.subarray(query * tokens, query * tokens + query + 1));
}
