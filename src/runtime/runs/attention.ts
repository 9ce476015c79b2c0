import { LoupeError } from '../../protocol/errors';
import type { AttentionMap, AttentionOverview, HeadParams, OverviewParams } from '../../protocol/runs';
import { maxPool, meanMap, withoutSink } from '../measure/attentionMaps';
import { headStatistics } from '../measure/headStatistics';
import { type HeadScores, headScores } from '../measure/heads';
import type { AttentionMaps } from './attentionMaps';
import type { Run } from './run';

/** Thumbnails and scores of all heads, over the text as it was read. Throws `LoupeError('attentionUnavailable')`. */
export function attentionOverview(run: Run, { size, dropSink }: OverviewParams): AttentionOverview {
  const captured = capturedOf(run);
  const { tokens, heads, layers } = captured;
  const ids = run.ids.slice(0, tokens);
  const edge = Math.min(size, tokens);
  const thumbnails = new Float32Array(layers * heads * edge * edge);
  const scores: HeadScores[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let head = 0; head < heads; head++) {
      const map = captured.map(layer, head);
      const pooled = maxPool(dropSink ? withoutSink(map, tokens) : map, tokens, edge);
      thumbnails.set(pooled, scores.length * edge * edge);
      scores.push(headScores(map, ids));
    }
  }
  return { layers, heads, size: edge, thumbnails, statistics: headStatistics(scores) };
}

/**
 * One head's weights, or their mean over heads, layers or both.
 * Throws `LoupeError` `attentionUnavailable`, `layerOutOfRange`, `headOutOfRange`.
 */
export function attentionHead(run: Run, { layer, head, dropSink }: HeadParams): AttentionMap {
  const captured = capturedOf(run);
  const { tokens, heads, layers } = captured;
  const { name } = run.opened.model.description;
  if (layer !== 'mean' && !inRange(layer, layers)) throw new LoupeError('layerOutOfRange', layer, name, layers - 1);
  if (head !== 'mean' && !inRange(head, heads)) throw new LoupeError('headOutOfRange', head, name, heads - 1);
  const map =
    layer === 'mean' || head === 'mean'
      ? meanMap(mapsOf(captured, indices(layer, layers), indices(head, heads)))
      : captured.map(layer, head);
  return { tokens, values: dropSink ? withoutSink(map, tokens) : map };
}

function capturedOf(run: Run): AttentionMaps {
  if (run.attention.available) return run.attention;
  throw new LoupeError('attentionUnavailable', run.opened.model.description.name, run.attention.reason);
}

/** One after the other: all at once may be a hundred times as large as one. */
function* mapsOf(
  captured: AttentionMaps,
  layers: readonly number[],
  heads: readonly number[],
): Generator<Float32Array> {
  for (const layer of layers) for (const head of heads) yield captured.map(layer, head);
}

function indices(choice: number | 'mean', count: number): number[] {
  return choice === 'mean' ? Array.from({ length: count }, (_, i) => i) : [choice];
}

function inRange(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
