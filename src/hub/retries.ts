import { setTimeout as sleep } from 'node:timers/promises';
import { LoupeError } from '../protocol/errors';
import { TransientError } from './transientError';

export interface RetryOptions {
  signal: AbortSignal;
  /** Milliseconds before each further try; as many tries follow the first as there are delays. */
  delays: readonly number[];
  /** The longest wait that a server may ask for, in milliseconds; five minutes where nothing else is said. */
  longest?: number;
  /** Bytes that there are so far: a try that brought many does not count as a failure. */
  bytes?(): number;
  /** Called before each wait, in milliseconds. */
  onWait?(reason: LoupeError, delay: number): void;
}

/** A connection that brings this much before it breaks is worth making anew, however often it breaks. */
const progressBytes = 2 ** 20;

/** Who is asked to wait longer should decide for himself when to try again. Milliseconds. */
const longestWait = 5 * 60_000;

/** Runs `attempt` until it succeeds, fails for good, or fails too often. Rejects with `cancelled` when the signal aborts. */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, delays, longest = longestWait, bytes = () => 0, onWait } = options;
  for (let failures = 0; ; ) {
    const before = bytes();
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw new LoupeError('cancelled');
      if (!(error instanceof TransientError)) throw error;
      if (bytes() - before >= progressBytes) failures = 0;
      const delay = error.retryAfter ?? delays[failures];
      if (failures++ >= delays.length || delay > longest) throw error.reason;
      onWait?.(error.reason, delay);
      await sleep(delay, undefined, { signal }).catch(() => {
        throw new LoupeError('cancelled');
      });
    }
  }
}
