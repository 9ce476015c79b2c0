import { LoupeError } from '../protocol/errors';
import type { Lens, LensParams } from '../protocol/lens';
import type {
  AttentionMap,
  AttentionOverview,
  Distribution,
  DistributionParams,
  HeadParams,
  OverviewParams,
} from '../protocol/runs';
import { maxPool, meanMap, withoutSink } from '../runtime/measure/attentionMaps';
import { headStatistics } from '../runtime/measure/headStatistics';
import { headScores } from '../runtime/measure/heads';
import { nextToken } from '../runtime/measure/nextToken';
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

  attentionHead({ layer, head, dropSink }: HeadParams): AttentionMap {
    const { layers, heads, tokens } = this.attention();
    const chosen = (choice: number | 'mean', count: number) =>
      choice === 'mean' ? Array.from({ length: count }, (_, i) => i) : [choice];
    if (layer === 'mean' && this.savedLayers().length < layers) {
      throw new LoupeError('savedWithoutLayers', this.savedLayers().join(', ') || '–');
    }
    const places = chosen(layer, layers).flatMap((l) => chosen(head, heads).map((h) => [l, h]));
    const maps = places.map(([l, h]) => this.map(l, h));
    const map = maps.length === 1 ? maps[0] : meanMap(maps);
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
