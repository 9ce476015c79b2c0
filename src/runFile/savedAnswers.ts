import { LoupeError } from '../protocol/errors';
import type { Lens, LensParams } from '../protocol/lens';
import type {
  AttentionMap,
  AttentionOverview,
  Combination,
  Distribution,
  DistributionParams,
  HeadParams,
  OverviewParams,
} from '../protocol/runs';
import { maxMap, maxPool, meanMap, withoutSink } from '../runtime/measure/attentionMaps';
import { headStatistics } from '../runtime/measure/headStatistics';
import { headScores } from '../runtime/measure/heads';
import { nextToken } from '../runtime/measure/nextToken';
import { identity, rollLayer } from '../runtime/measure/rollout';
import { lensColumns } from './lensColumns';
import { type SavedRun, triangle } from './savedRun';

/**
 * A saved run answers what the runtime does of a live one, as far as the file goes. What it does not hold is a `LoupeError`
 * that says so: `savedWithoutModel`, `savedWithoutLayer`, `savedWithoutLayers`, `savedWithoutNext`.
 */
export class SavedAnswers {
  constructor(private readonly run: SavedRun) {}

  /** The saved one, or made anew where all layers are there. */
  attentionOverview({ size, dropSink }: OverviewParams): AttentionOverview {
    const { layers, heads, tokens } = this.attention();
    const saved = this.run.attention?.overview;
    const isWhole = this.savedLayers().length === layers;
    if (saved && !isWhole && !dropSink) return saved;
    if (!isWhole) throw new LoupeError('savedWithoutLayers', this.savedLayers().join(', ') || '–');
    const edge = Math.min(size, tokens);
    const maps = Array.from({ length: layers * heads }, (_, i) => this.map(Math.floor(i / heads), i % heads));
    const thumbnails = new Float32Array(maps.length * edge * edge);
    for (const [i, map] of maps.entries()) {
      thumbnails.set(maxPool(dropSink ? withoutSink(map, tokens) : map, tokens, edge), i * edge * edge);
    }
    const { ids } = this.run.reading.tokens;
    const statistics = saved?.statistics ?? headStatistics(maps.map((map) => headScores(map, ids)));
    return { layers, heads, size: edge, thumbnails, statistics };
  }

  attentionHead({ layer, head, combine, dropSink }: HeadParams): AttentionMap {
    const { layers, heads, tokens } = this.attention();
    const range = layer === 'all' ? { first: 0, last: layers - 1 } : layer;
    const chosen = typeof range === 'number' ? [range] : indices(range.first, range.last);
    const missing = chosen.length > 1 && chosen.some((index) => !this.savedLayers().includes(index));
    if (missing) throw new LoupeError('savedWithoutLayers', this.savedLayers().join(', ') || '–');
    const all = head === 'all' || combine === 'rollout';
    const map = this.combined(chosen, all ? indices(0, heads - 1) : [head], combine ?? 'mean');
    return { tokens, values: dropSink ? withoutSink(map, tokens) : map };
  }

  /** Follows the final answer and the token that comes next; any other needs the model. */
  lens({ first, end, topK, follow }: LensParams): Lens {
    const { lens } = this.run;
    if (!lens || typeof follow === 'object') throw new LoupeError('savedWithoutModel');
    const columns = lensColumns(lens, first, end, topK);
    return follow === 'next' ? columns : { ...columns, followed: null };
  }

  /** A text that is looked for is found among the best tokens that the file names. */
  distribution({ find, count, ...params }: DistributionParams): Distribution {
    const { next, reading, appended } = this.run;
    if (!next) throw new LoupeError('savedWithoutNext');
    if (find) throw new LoupeError('savedWithoutModel');
    const texts = new Map(next.best.map((text) => [text.id, text]));
    const bounded = { ...params, count: Math.min(count, next.best.length) };
    const nameless = (id: number) => ({ id, bytes: new Uint8Array(), special: false });
    const answer = nextToken(next.logits, bounded, (id) => texts.get(id) ?? nameless(id));
    return { length: reading.tokens.ids.length + appended.length, ...answer };
  }

  private attention(): { layers: number; heads: number; tokens: number } {
    const { attention, tokens, model } = this.run.reading;
    if (!attention.available) throw new LoupeError('attentionUnavailable', model, attention.reason);
    return { layers: attention.layers, heads: attention.heads, tokens: tokens.ids.length };
  }

  private savedLayers(): number[] {
    return [...(this.run.attention?.layers.keys() ?? [])].sort((a, b) => a - b);
  }

  /** [T, T], query by key. */
  private combined(layers: readonly number[], heads: readonly number[], combine: Combination): Float32Array {
    if (layers.length === 1 && heads.length === 1) return this.map(layers[0], heads[0]);
    if (combine === 'max') return maxMap(this.maps(layers, heads));
    if (combine === 'mean') return meanMap(this.maps(layers, heads));
    const { tokens } = this.attention();
    const rolled = identity(tokens);
    for (const layer of layers) rollLayer(rolled, meanMap(this.maps([layer], heads)), tokens);
    return rolled;
  }

  /** One after the other: all at once may be a hundred times as large as one. */
  private *maps(layers: readonly number[], heads: readonly number[]): Generator<Float32Array> {
    for (const layer of layers) for (const head of heads) yield this.map(layer, head);
  }

  /** [T, T], query by key. */
  private map(layer: number, head: number): Float32Array {
    const packed = this.run.attention?.layers.get(layer);
    if (!packed) throw new LoupeError('savedWithoutLayer', layer, this.savedLayers().join(', ') || '–');
    const { heads, tokens } = this.attention();
    if (!(head >= 0 && head < heads)) throw new LoupeError('headOutOfRange', head, this.run.model.name, heads - 1);
    const map = new Float32Array(tokens * tokens);
    const start = head * triangle(tokens);
    for (let query = 0; query < tokens; query++) {
      const row = start + triangle(query);
      map.set(packed.subarray(row, row + query + 1), query * tokens);
    }
    return map;
  }
}

/** From `first` to `last`, both included. */
function indices(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
