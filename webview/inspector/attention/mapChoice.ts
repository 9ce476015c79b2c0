import type { Combination, HeadParams, LayerRange } from '../../../src/protocol/runs';
import type { HeadChoice } from '../../drawing/overviewCanvas';

/** Which map is looked at: one head's, or one of several. */
export interface MapChoice extends HeadChoice {
  /** Null shows one head. */
  combine: Combination | null;
  /** Layers to combine; null takes all. */
  layers: LayerRange | null;
  /** Of each of them. */
  combinedHead: number | 'all';
}

/** The head to compare it with. */
export interface OtherChoice {
  otherLayer: number;
  otherHead: number;
}

export interface HeadCounts {
  layers: number;
  heads: number;
}

/** The chosen head; the first one where a choice kept from another model is beyond this one's. */
export function headWithin({ layers, heads }: HeadCounts, { layer, head }: HeadChoice): HeadChoice {
  return { layer: layer < layers ? layer : 0, head: head < heads ? head : 0 };
}

/** The chosen layers, as far as this model has them. */
export function layersWithin({ layers }: HeadCounts, range: LayerRange | null): LayerRange {
  const last = Math.min(range?.last ?? layers, layers - 1);
  return { first: Math.min(range?.first ?? 0, last), last };
}

/** What to ask the runtime for. */
export function mapParams(counts: HeadCounts, choice: MapChoice): Pick<HeadParams, 'layer' | 'head' | 'combine'> {
  const { combine, combinedHead } = choice;
  if (!combine) return headWithin(counts, choice);
  const head = combinedHead === 'all' || combinedHead >= counts.heads ? 'all' : combinedHead;
  return { combine, layer: layersWithin(counts, choice.layers), head: combine === 'rollout' ? 'all' : head };
}

/** Whether a head is shown, or is one of those that the shown map is made of. */
export function isShown(counts: HeadCounts, choice: MapChoice, { layer, head }: HeadChoice): boolean {
  const shown = mapParams(counts, choice);
  const { first, last } = layersWithin(counts, choice.layers);
  const hasLayer = choice.combine ? first <= layer && layer <= last : shown.layer === layer;
  return hasLayer && (shown.head === 'all' || shown.head === head);
}
