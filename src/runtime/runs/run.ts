import { LoupeError } from '../../protocol/errors';
import type { KvCache } from '../model/languageModel';
import type { OpenedModel } from '../models';
import type { AttentionMaps, RunAttention } from './attentionMaps';

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

  /** Throws `LoupeError('attentionUnavailable')`. */
  get maps(): AttentionMaps {
    if (this.attention.available) return this.attention;
    throw new LoupeError('attentionUnavailable', this.opened.model.description.name, this.attention.reason);
  }

  /** Memory in use. */
  get bytes(): number {
    const attention = this.attention.available ? this.attention.bytes : 0;
    return this.logits.reduce((sum, { byteLength }) => sum + byteLength, this.cache.bytes + attention);
  }

  /** One change at a time: a step that is asked for while another runs waits for it. */
  exclusive<T>(change: () => T | Promise<T>): Promise<T> {
    const result = this.last.then(change);
    this.last = result.catch(() => {}); // Told to whoever asked for that change.
    return result;
  }
}
