import { LoupeError } from '../../protocol/errors';
import type { AttentionMap, AttentionOverview, HeadParams, OverviewParams } from '../../protocol/runs';
import { maxPool, withoutSink } from '../measure/attentionMaps';
import { allHeadStatistics } from './allHeadStatistics';
import type { AttentionMaps } from './attentionMaps';
import { combinedHeads } from './combinedHeads';
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
  const map = await combinedHeads(captured, params, run.opened.model.description.name, signal);
  return { tokens, values: params.dropSink ? withoutSink(map, tokens) : map };
}

function capturedOf(run: Run): AttentionMaps {
  if (run.attention.available) return run.attention;
  throw new LoupeError('attentionUnavailable', run.opened.model.description.name, run.attention.reason);
}
