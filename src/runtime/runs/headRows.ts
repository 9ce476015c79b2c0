import { LoupeError } from '../../protocol/errors';
import type { HeadChoice } from '../../protocol/runs';
import { rowWithoutSink } from '../measure/attentionMaps';
import type { AttentionMaps, RowRange, RowsContext } from './attentionMaps';
import { chosenHeads, rollout, visitCombined } from './combinedHeads';
import type { Run } from './run';

/** Throws `LoupeError('attentionUnavailable')`. */
export function capturedOf(run: Run): AttentionMaps {
  if (run.attention.available) return run.attention;
  throw new LoupeError('attentionUnavailable', run.opened.model.description.name, run.attention.reason);
}

/**
 * Visits rows of one head, or of several as one map, in order: [query + 1] weights. A rollout is made whole for it. Throws `LoupeError` `layerOutOfRange`, `headOutOfRange`, and as `AttentionMaps.bands`.
 */
export async function visitRows(
  run: Run,
  choice: HeadChoice,
  queries: RowRange,
  context: RowsContext,
  visit: (query: number, row: Float32Array) => void,
): Promise<void> {
  const captured = capturedOf(run);
  const chosen = chosenHeads(captured, choice, run.opened.model.description.name);
  const { combine = 'mean' } = choice;
  const look = (query: number, row: Float32Array) => visit(query, choice.dropSink ? rowWithoutSink(row) : row);
  if (combine !== 'rollout') return visitCombined(captured, chosen, combine, queries, context, look);
  const { tokens } = captured;
  const map = await rollout(captured, chosen, context);
  for (let query = queries.first; query < queries.end; query++)
    look(query, map.subarray(query * tokens, query * tokens + query + 1));
}
