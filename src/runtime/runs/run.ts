import type { KvCache } from '../model/languageModel';
import type { OpenedModel } from '../models';

/** Attention of all layers and heads over T tokens. */
export interface CapturedAttention {
  available: true;
  /** T */
  tokens: number;
  heads: number;
  /** Per layer [heads, T, T], query by key. */
  layers: Float32Array[];
}

/** What was captured, or why nothing was. */
export type RunAttention = CapturedAttention | { available: false; reason: string };

/** What one reading leaves in the runtime: enough to slice its attention, show what comes next, and go on from there. */
export class Run {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly id: string,
    readonly opened: OpenedModel,
    /** Ids of the text, then of the appended tokens. */
    readonly ids: number[],
    readonly cache: KvCache,
    /** The raw distributions [vocabulary] after the text and after each appended token. */
    readonly logits: Float32Array[],
    readonly attention: RunAttention,
  ) {}

  get appended(): number {
    return this.logits.length - 1;
  }

  /** Memory in use. */
  get bytes(): number {
    const attention = this.attention.available ? this.attention.layers : [];
    return [...attention, ...this.logits].reduce((sum, array) => sum + array.byteLength, this.cache.bytes);
  }

  /** One change at a time: a step that is asked for while another runs waits for it. */
  exclusive<T>(change: () => T | Promise<T>): Promise<T> {
    const result = this.last.then(change);
    this.last = result.catch(() => {}); // Told to whoever asked for that change.
    return result;
  }
}
