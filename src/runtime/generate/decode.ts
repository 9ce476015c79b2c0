import { setImmediate } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
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
 * text and its continuation together never exceed the model's context. Throws `LoupeError('cancelled')` between tokens.
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
    if (last !== null) ({ cache, logits } = await readOn(model, [last], cache));
    const token = generatedToken(opened, logits, sample(logits, sampling, uniformAt(seed, length + count)));
    if (token.end) return 'eos';
    yield token;
    last = token.id;
    // A message that cancels can only arrive when the event loop turns.
    await setImmediate();
    if (signal.aborted) throw new LoupeError('cancelled');
  }
}
