import { isCancelled } from '../../../src/protocol/errors';
import { Latest } from '../../../src/protocol/latest';
import type { RequestOptions } from '../../../src/protocol/rpc';
import type { GeneratedToken, Reading } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';

/** Rows done of all. */
export interface SliceProgress {
  done: number;
  total: number;
}

export type AskSlice<T> = (options: RequestOptions<SliceProgress>) => Promise<T>;

/** The tokens that a slice is of. */
export interface SliceTokens {
  reading: Reading;
  appended: readonly GeneratedToken[];
}

/** One slice that the host was asked for, with the reading it is of. The earlier one stays until its successor is there. */
export class Slice<T> {
  shown: (SliceTokens & { value: T; what: string }) | null = null;
  problem: string | null = null;
  /** Somebody cancelled it. */
  isStopped = false;
  /** While it is on its way and takes a while. */
  progress: SliceProgress | null = null;
  private asked: { what: string; tokens: number } | null = null;
  private wanted: string | null = null;
  private next: (() => void) | null = null;
  private readonly latest = new Latest();

  constructor(private readonly changed: () => void) {}

  /** Whether what is shown is what was wanted last, of as many tokens or fewer; else it is an earlier one, which stays meanwhile. */
  get isCurrent(): boolean {
    return this.shown !== null && this.shown.what === this.wanted;
  }

  /**
   * Asks for `what`, unless that was asked for last; what failed is asked for again. The same of more tokens waits until what is on
   * its way is there: tokens that are generated faster than it would never let one arrive.
   *
   * @param what names it, whatever the tokens; the run too
   */
  want(of: SliceTokens, what: string, ask: AskSlice<T>): void {
    const tokens = tokenCount(of);
    this.wanted = what;
    if (!this.asked && this.shown?.what === what && tokenCount(this.shown) === tokens) {
      // It was let go of, or something else failed meanwhile.
      this.asked = { what, tokens };
      this.isStopped = false;
      this.end(null);
    }
    const isSame = what === this.asked?.what;
    const waits = isSame && tokens !== this.asked?.tokens && this.latest.running;
    this.next = waits ? () => this.want(of, what, ask) : null;
    if (waits || (isSame && tokens === this.asked?.tokens)) return;
    this.asked = { what, tokens };
    void this.run(of, what, ask);
  }

  /** Nobody wants it now: what is on its way is let go of, and what went wrong with it. */
  drop(): void {
    this.latest.abort();
    this.next = null;
    this.asked = null;
    this.wanted = null;
    this.isStopped = false;
    this.end(null);
  }

  cancel(): void {
    this.next = null;
    if (!this.latest.running) return;
    this.latest.abort();
    this.isStopped = true;
    this.asked = null;
    this.end(null);
    this.changed();
  }

  private run(of: SliceTokens, what: string, ask: AskSlice<T>): Promise<void> {
    this.progress = null;
    this.isStopped = false;
    const task = (signal: AbortSignal) =>
      ask({
        signal,
        onProgress: (progress) => {
          if (signal.aborted || progress.done === progress.total) return;
          this.progress = progress;
          this.changed();
        },
      });
    return this.latest.run(task, {
      done: (value) => {
        this.shown = { ...of, value, what };
        this.end(null);
        this.goOn();
      },
      failed: (error) => {
        this.asked = null;
        this.end(isCancelled(error) ? null : errorText(error));
        this.goOn();
      },
    });
  }

  private end(problem: string | null): void {
    this.progress = null;
    this.problem = problem;
  }

  private goOn(): void {
    const { next } = this;
    this.next = null;
    next?.();
    this.changed();
  }
}

const tokenCount = ({ reading, appended }: SliceTokens) => reading.tokens.ids.length + appended.length;
