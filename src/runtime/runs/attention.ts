import { LoupeError } from '../../protocol/errors';
import type { AttentionMap, AttentionOverview, HeadParams, OverviewParams } from '../../protocol/runs';
import { maxPool, meanMap, withoutSink } from '../measure/attentionMaps';
import { headStatistics } from '../measure/headStatistics';
import type { CapturedAttention, Run } from './run';

/** Thumbnails and scores of all heads, over the text as it was read. Throws `LoupeError('attentionUnavailable')`. */
export function attentionOverview(run: Run, { size, dropSink }: OverviewParams): AttentionOverview {
  const captured = capturedOf(run);
  const { tokens, heads, layers } = captured;
  const edge = Math.min(size, tokens);
  const thumbnails = new Float32Array(layers.length * heads * edge * edge);
  for (let layer = 0; layer < layers.length; layer++) {
    for (let head = 0; head < heads; head++) {
      const map = mapOf(captured, layer, head);
      const pooled = maxPool(dropSink ? withoutSink(map, tokens) : map, tokens, edge);
      thumbnails.set(pooled, (layer * heads + head) * edge * edge);
    }
  }
  const statistics = headStatistics(layers, heads, run.ids.slice(0, tokens));
  return { layers: layers.length, heads, size: edge, thumbnails, statistics };
}

/**
 * One head's weights, or their mean over heads, layers or both.
 * Throws `LoupeError` `attentionUnavailable`, `layerOutOfRange`, `headOutOfRange`.
 */
export function attentionHead(run: Run, { layer, head, dropSink }: HeadParams): AttentionMap {
  const captured = capturedOf(run);
  const { tokens, heads, layers } = captured;
  const { name } = run.opened.model.description;
  if (layer !== 'mean' && !inRange(layer, layers.length))
    throw new LoupeError('layerOutOfRange', layer, name, layers.length - 1);
  if (head !== 'mean' && !inRange(head, heads)) throw new LoupeError('headOutOfRange', head, name, heads - 1);
  const maps = indices(layer, layers.length).flatMap((l) => indices(head, heads).map((h) => mapOf(captured, l, h)));
  const map = maps.length === 1 ? maps[0] : meanMap(maps);
  // A copy, so that nobody who gets it can change the run's.
  return { tokens, values: dropSink ? withoutSink(map, tokens) : map.slice() };
}

function capturedOf(run: Run): CapturedAttention {
  if (run.attention.available) return run.attention;
  throw new LoupeError('attentionUnavailable', run.opened.model.description.name, run.attention.reason);
}

/** [T, T], a view */
function mapOf({ tokens, layers }: CapturedAttention, layer: number, head: number): Float32Array {
  return layers[layer].subarray(head * tokens * tokens, (head + 1) * tokens * tokens);
}

function indices(choice: number | 'mean', count: number): number[] {
  return choice === 'mean' ? Array.from({ length: count }, (_, i) => i) : [choice];
}

function inRange(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
