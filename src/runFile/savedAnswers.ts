import { LoupeError } from '../protocol/errors';
import type { Attribution, AttributionParams, Lens, LensParams } from '../protocol/lens';
import type {
  AttentionMap,
  AttentionOverview,
  AttentionSlice,
  Distribution,
  DistributionParams,
  HeadParams,
  OverviewParams,
  SliceParams,
} from '../protocol/runs';
import { attentionHead, attentionOverview, attentionSlice } from '../runtime/attention/attention';
import type { RowsContext } from '../runtime/attention/rowSource';
import { nextToken } from '../runtime/measure/nextToken';
import { lensColumns } from './lensColumns';
import { SavedRows } from './savedRows';
import type { SavedRun } from './savedRun';

/**
 * A saved run answers what the runtime does of a live one, as far as the file goes. What it does not hold is a `LoupeError`
 * that says so: `savedWithoutModel`, `savedWithoutLayer`, `savedWithoutLayers`, `savedWithoutAttribution`,
 * `savedWithoutNext`.
 */
export class SavedAnswers {
  private known: SavedRows | null = null;

  constructor(private readonly run: SavedRun) {}

  /** The saved one, or made anew where all layers are there. */
  async attentionOverview(params: OverviewParams, context?: RowsContext): Promise<AttentionOverview> {
    const rows = this.rows();
    const saved = this.run.attention?.overview;
    const isThere = saved?.size === Math.min(params.size, rows.ids.length) || !rows.isWhole;
    if (saved && isThere && !params.dropSink) return saved;
    const made = await attentionOverview(rows, params, context);
    // Scores are saved as they were, weights perhaps at half precision.
    return { ...made, statistics: saved?.statistics ?? made.statistics };
  }

  async attentionHead(params: HeadParams, context?: RowsContext): Promise<AttentionMap> {
    return attentionHead(this.rows(), params, context);
  }

  async attentionSlice(params: SliceParams, context?: RowsContext): Promise<AttentionSlice> {
    return attentionSlice(this.rows(), params, context);
  }

  /** Follows the final answer and the token that comes next; any other needs the model. */
  lens({ first, end, topK, follow }: LensParams): Lens {
    const { lens } = this.run;
    if (!lens || typeof follow === 'object') throw new LoupeError('savedWithoutModel');
    const columns = lensColumns(lens, first, end, topK);
    return follow === 'next' ? columns : { ...columns, followed: null };
  }

  /** Of the tokens that the last layer finds most probable after the text. */
  attribution({ position, tokenId }: AttributionParams): Attribution {
    const { attribution } = this.run;
    if (!attribution) throw new LoupeError('savedWithoutModel');
    const found = attribution.tokens.find((token) => token.tokenId === tokenId);
    if (position !== attribution.position || !found) throw new LoupeError('savedWithoutAttribution');
    return found;
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

  /** Made at the first look, and kept with what it makes. */
  private rows(): SavedRows {
    this.known ??= new SavedRows(this.run.reading, this.run.attention?.layers ?? new Map());
    return this.known;
  }
}
