import type { LoupeError } from '../protocol/errors';

/** A failure that may pass: the same request may succeed a little later. */
export class TransientError extends Error {
  override name = 'TransientError';

  constructor(
    /** What to tell once nobody tries again. */
    readonly reason: LoupeError,
    /** Milliseconds that the server asks to wait. */
    readonly retryAfter?: number,
  ) {
    super(reason.message, { cause: reason });
  }
}
