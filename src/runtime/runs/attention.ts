import type {
  AttentionMap,
  AttentionOverview,
  AttentionSlice,
  HeadParams,
  OverviewParams,
  SliceParams,
} from '../../protocol/runs';
import { MaxPool, rowWithoutSink } from '../measure/attentionMaps';
import { BlockPool } from '../measure/blockPool';
import { allHeadStatistics } from './allHeadStatistics';
import type { RowRange, RowsContext } from './attentionMaps';
import { capturedOf, visitRows } from './headRows';
import type { Run } from './run';

/**
 * Thumbnails and scores of all heads, band by band. Throws `LoupeError('attentionUnavailable')`, and as `AttentionMaps.bands`.
 */
export async function attentionOverview(
  run: Run,
  { size, dropSink, tokens: wanted }: OverviewParams,
  context: RowsContext = {},
): Promise<AttentionOverview> {
  const captured = capturedOf(run);
  const { heads, layers } = captured;
  const tokens = Math.min(wanted ?? captured.tokens, captured.tokens);
  const ids = run.ids.slice(0, tokens);
  const pools = Array.from({ length: layers * heads }, () => new MaxPool(tokens, size));
  const statistics = await allHeadStatistics(captured, ids, context, (head, query, row) =>
    pools[head].add(query, dropSink ? rowWithoutSink(row) : row),
  );
  const { edge } = pools[0];
  const thumbnails = new Float32Array(layers * heads * edge * edge);
  for (const [i, { values }] of pools.entries()) thumbnails.set(values, i * edge * edge);
  return { layers, heads, size: edge, thumbnails, statistics: statistics };
}

/**
 * One head's weights, or one map of several: the first token is taken out last, of what came of them.
 * Throws `LoupeError` `attentionUnavailable`, and as `visitRows`.
 */
export async function attentionHead(run: Run, params: HeadParams, context: RowsContext = {}): Promise<AttentionMap> {
  const captured = capturedOf(run);
  const tokens = Math.min(params.tokens ?? captured.tokens, captured.tokens);
  const values = new Float32Array(tokens * tokens);
  await visitRows(run, params, { first: 0, end: tokens }, context, (query, row) => values.set(row, query * tokens));
  return { tokens, values };
}

/** A part of `attentionHead`, reduced where it has more cells than wanted. Throws as it. */
export async function attentionSlice(
  run: Run,
  params: SliceParams,
  context: RowsContext = {},
): Promise<AttentionSlice> {
  const { tokens } = capturedOf(run);
  const queries = within(params.queries, tokens);
  const keys = within(params.keys, tokens);
  const longest = Math.max(queries.end - queries.first, keys.end - keys.first);
  const block = Math.max(1, Math.ceil(longest / Math.max(1, params.cells)));
  const pool = new BlockPool(queries, keys, block, params.pooling);
  // Rows before the first key see none of the keys.
  const seeing = { first: Math.min(queries.end, Math.max(queries.first, keys.first)), end: queries.end };
  await visitRows(run, params, seeing, context, (query, row) => pool.add(query, row));
  return { queries, keys, block, rows: pool.rows, columns: pool.columns, values: pool.values };
}

function within({ first, end }: RowRange, tokens: number): RowRange {
  const start = Math.min(Math.max(0, first), tokens);
  return { first: start, end: Math.min(Math.max(start, end), tokens) };
}
