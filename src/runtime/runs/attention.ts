import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { AttentionMap, AttentionOverview, Combination, HeadParams, OverviewParams } from '../../protocol/runs';
import { maxMap, maxPool, meanMap, withoutSink } from '../measure/attentionMaps';
import { identity, rollLayer } from '../measure/rollout';
import { allHeadStatistics } from './allHeadStatistics';
import type { AttentionMaps } from './attentionMaps';
import type { Run } from './run';

/** Thumbnails and scores of all heads, over the text as it was read. Throws `LoupeError('attentionUnavailable')`. */
export function attentionOverview(run: Run, { size, dropSink }: OverviewParams): AttentionOverview {
  const captured = capturedOf(run);
  const { tokens, heads, layers } = captured;
  const ids = run.ids.slice(0, tokens);
  const edge = Math.min(size, tokens);
  const thumbnails = new Float32Array(layers * heads * edge * edge);
  let filled = 0;
  const statistics = allHeadStatistics(captured, ids, (map) => {
    const pooled = maxPool(dropSink ? withoutSink(map, tokens) : map, tokens, edge);
    thumbnails.set(pooled, filled);
    filled += pooled.length;
  });
  return { layers, heads, size: edge, thumbnails, statistics };
}

/**
 * One head's weights, or one map of several: the first token is taken out last, of what came of them.
 * Throws `LoupeError` `attentionUnavailable`, `layerOutOfRange`, `headOutOfRange`, and `cancelled` between the rows of a rollout.
 */
export async function attentionHead(run: Run, params: HeadParams, signal: AbortSignal): Promise<AttentionMap> {
  const captured = capturedOf(run);
  const { tokens } = captured;
  const chosen = chosenHeads(run, captured, params);
  const map = await combined(captured, chosen, params.combine ?? 'mean', signal);
  return { tokens, values: params.dropSink ? withoutSink(map, tokens) : map };
}

function capturedOf(run: Run): AttentionMaps {
  if (run.attention.available) return run.attention;
  throw new LoupeError('attentionUnavailable', run.opened.model.description.name, run.attention.reason);
}

interface ChosenHeads {
  layers: readonly number[];
  heads: readonly number[];
}

function chosenHeads(run: Run, captured: AttentionMaps, { layer, head, combine }: HeadParams): ChosenHeads {
  const { name } = run.opened.model.description;
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

async function combined(
  captured: AttentionMaps,
  { layers, heads }: ChosenHeads,
  combine: Combination,
  signal: AbortSignal,
): Promise<Float32Array> {
  if (combine === 'rollout') return rollout(captured, layers, heads, signal);
  if (layers.length === 1 && heads.length === 1) return captured.map(layers[0], heads[0]);
  const maps = mapsOf(captured, layers, heads);
  return combine === 'max' ? maxMap(maps) : meanMap(maps);
}

/** Work of one turn: 10⁷ products are a few milliseconds. */
const productsAtOnce = 1e7;

/** Of a long text it takes seconds: a cancel is heard between its rows. */
async function rollout(
  captured: AttentionMaps,
  layers: readonly number[],
  heads: readonly number[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const { tokens } = captured;
  const rows = Math.max(1, Math.floor(productsAtOnce / tokens ** 2));
  const map = identity(tokens);
  for (const layer of layers) {
    const attention = meanMap(mapsOf(captured, [layer], heads));
    for (let end = tokens; end > 0; end -= rows) {
      await nextTurn();
      if (signal.aborted) throw new LoupeError('cancelled');
      rollLayer(map, attention, tokens, { first: Math.max(0, end - rows), end });
    }
  }
  return map;
}

/** One after the other: all at once may be a hundred times as large as one. */
function* mapsOf(
  captured: AttentionMaps,
  layers: readonly number[],
  heads: readonly number[],
): Generator<Float32Array> {
  for (const layer of layers) for (const head of heads) yield captured.map(layer, head);
}

function indices(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function inRange(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
