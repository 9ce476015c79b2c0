import type { GeneratedToken } from '../../protocol/runs';
import type { OpenedModel } from '../models';
import { type Continuation, readOn } from './continuation';
import { scoreContinuation, totalLogprob } from './score';

/**
 * log P(answer | question): the same question answered without thoughts, after the empty think block that the model was
 * trained on. The prompt is read once for any number of answers.
 */
export class DirectAnswer {
  private constructor(
    private readonly opened: OpenedModel,
    private readonly start: Continuation,
  ) {}

  /** @param prompt ids of the question and the empty think block */
  static async read(opened: OpenedModel, prompt: ArrayLike<number>, signal: AbortSignal): Promise<DirectAnswer> {
    return new DirectAnswer(opened, await readOn(opened.model, prompt, opened.model.createCache(), signal));
  }

  /** Null for an empty answer, and for one that is beyond the context here. */
  async logprob(answer: readonly GeneratedToken[], signal: AbortSignal): Promise<number | null> {
    const { cache, logits } = this.start;
    if (answer.length === 0 || cache.length + answer.length > this.opened.model.context) return null;
    const ids = answer.map(({ id }) => id);
    return totalLogprob(await scoreContinuation(this.opened, { cache: cache.fork(), logits }, ids, signal));
  }
}
