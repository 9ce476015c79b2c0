import type { StopReason } from '../../protocol/generation';
import type { GeneratedToken, Sampling } from '../../protocol/runs';
import type { OpenedModel } from '../models';
import { type Continuation, generatedToken, readOn } from './continuation';
import { uniformAt } from './random';
import { sample } from './sample';

export interface DecodeOptions {
  sampling: Sampling;
  seed: number;
  maxTokens: number;
  signal: AbortSignal;
}

/**
 * Continues a text token by token with its cache, and answers why it stopped. An end token stops it and is not listed. The
 * text and its continuation together never exceed the model's context. The event loop turns between tokens, and
 * `LoupeError('cancelled')` is thrown there.
 */
export async function* decode(
  opened: OpenedModel,
  start: Continuation,
  { sampling, seed, maxTokens, signal }: DecodeOptions,
): AsyncGenerator<GeneratedToken, StopReason> {
  const { model } = opened;
  const { length } = start.cache;
  let { cache, logits } = start;
  for (let count = 0, last: number | null = null; ; count++) {
    if (count >= maxTokens) return 'length';
    if (length + count >= model.context) return 'context';
    if (last !== null) ({ cache, logits } = await readOn(model, [last], cache, signal));
    const token = generatedToken(opened, logits, sample(logits, sampling, uniformAt(seed, length + count)));
    if (token.end) return 'eos';
    yield token;
    last = token.id;
  }
}
