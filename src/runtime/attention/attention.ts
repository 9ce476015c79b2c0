import type {
  AttentionMap,
  AttentionOverview,
  AttentionSlice,
  HeadParams,
  OverviewParams,
  PositionRange,
  SliceParams,
} from '../../protocol/runs';
import { MaxPool, rowWithoutSink } from '../measure/attentionMaps';
import { BlockPool } from '../measure/blockPool';
import { allHeadStatistics } from './allHeadStatistics';
import { visitRows } from './headRows';
import type { RowSource, RowsContext } from './rowSource';

/** Thumbnails and scores of all heads, band by band. Fails as `RowSource.bands`. */
export async function attentionOverview(
  source: RowSource,
  { size, dropSink, tokens: wanted }: OverviewParams,
  context: RowsContext = {},
): Promise<AttentionOverview> {
  const { heads, layers } = source;
  // A copy: a run's own may grow and shrink meanwhile.
  const ids = source.ids.slice(0, wanted);
  const tokens = ids.length;
  const pools = Array.from({ length: layers * heads }, () => new MaxPool(tokens, size));
  const statistics = await allHeadStatistics(source, ids, context, (head, query, row) =>
    pools[head].add(query, dropSink ? rowWithoutSink(row) : row),
  );
  const { edge } = pools[0];
  const thumbnails = new Float32Array(layers * heads * edge * edge);
  for (const [i, { values }] of pools.entries()) thumbnails.set(values, i * edge * edge);
  return { layers, heads, size: edge, thumbnails, statistics };
}

/** One head's weights, or one map of several. Throws as `visitRows`. */
export async function attentionHead(
  source: RowSource,
  params: HeadParams,
  context: RowsContext = {},
): Promise<AttentionMap> {
  const { length } = source.ids;
  const tokens = Math.min(params.tokens ?? length, length);
  const values = new Float32Array(tokens * tokens);
  await visitRows(source, params, { first: 0, end: tokens }, context, (query, row) => values.set(row, query * tokens));
  return { tokens, values };
}

/** A part of `attentionHead`, reduced where it has more cells than wanted. Throws as it. */
export async function attentionSlice(
  source: RowSource,
  params: SliceParams,
  context: RowsContext = {},
): Promise<AttentionSlice> {
  const { among } = params;
  const tokens = among?.length ?? source.ids.length;
  const queries = within(params.queries, tokens);
  const keys = within(params.keys, tokens);
  const longest = Math.max(queries.end - queries.first, keys.end - keys.first);
  const block = Math.max(1, Math.ceil(longest / Math.max(1, params.cells)));
  const pool = new BlockPool(queries, keys, block, params.pooling);
  // Rows before the first key see none of the keys.
  const seeing = { first: Math.min(queries.end, Math.max(queries.first, keys.first)), end: queries.end };
  if (among) await visitRowsAmong(source, params, among, seeing, context, (place, row) => pool.add(place, row));
  else await visitRows(source, params, seeing, context, (query, row) => pool.add(query, row));
  return { queries, keys, block, rows: pool.rows, columns: pool.columns, values: pool.values };
}

/** The rows of some tokens to one another. */
async function visitRowsAmong(
  source: RowSource,
  params: SliceParams,
  among: readonly number[],
  { first, end }: PositionRange,
  context: RowsContext,
  visit: (place: number, row: Float32Array) => void,
): Promise<void> {
  if (first === end) return;
  let place = first;
  const queries = within({ first: among[first], end: among[end - 1] + 1 }, source.ids.length);
  await visitRows(source, params, queries, context, (query, row) => {
    if (query !== among[place]) return;
    visit(
      place,
      Float32Array.from({ length: place + 1 }, (_, key) => row[among[key]]),
    );
    place++;
  });
}

function within({ first, end }: PositionRange, tokens: number): PositionRange {
  const start = Math.min(Math.max(0, first), tokens);
  return { first: start, end: Math.min(Math.max(start, end), tokens) };
}
