import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { LoupeError } from '../../protocol/errors';
import type { InspectionPhase } from '../../protocol/inspectorApi';
import { Latest } from '../../protocol/latest';
import type { RequestOptions } from '../../protocol/rpc';
import type { AppendParams, GeneratedToken, Reading, ReadParams } from '../../protocol/runs';
import type { RuntimeApi } from '../../protocol/runtimeApi';
import { cancelledByUser, type RuntimeClient } from '../runtime/runtimeClient';

export interface ReaderListener {
  phase(phase: InspectionPhase): void;
  done(reading: Reading): void;
  failed(error: unknown): void;
}

/** What is read, and how. */
export type Question = Omit<ReadParams, 'runId' | 'captureAttention'>;

interface HeldRun {
  runId: string;
  question: Question;
}

/**
 * Has texts read by the model, the latest one only, and holds the run that pictures ask for slices of: the one that is
 * shown, or the one before it while the next is read; and one that is kept to compare with. Every other run is freed.
 */
export class Reader {
  private readonly latest = new Latest();
  private asked: Question | undefined;
  private held: HeldRun | undefined;
  private kept: HeldRun | undefined;
  /** Tokens appended to the held run, in order. */
  appended: GeneratedToken[] = [];
  /** Resolves when the held run can be asked about: at once, except after a crash. */
  restored: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: RuntimeClient,
    private readonly listener: ReaderListener,
  ) {}

  get running(): boolean {
    return this.latest.running;
  }

  /** Whether the held run is of what was asked last, and not of another text, model or setting. */
  get answersLatest(): boolean {
    return this.held !== undefined && isDeepStrictEqual(this.held.question, this.asked);
  }

  read(question: Question): void {
    this.asked = question;
    const runId = randomUUID();
    const starting = this.runtime.state === 'stopped' || this.runtime.state === 'starting';
    this.listener.phase(starting ? { kind: 'starting' } : { kind: 'reading', done: 0, total: 0 });
    const task = (signal: AbortSignal) =>
      this.runtime.request('read', readParams(runId, question), {
        signal,
        onProgress: ({ done, total }) => {
          if (!signal.aborted) this.listener.phase({ kind: 'reading', done, total });
        },
      });
    void this.latest.run(task, {
      done: (reading) => {
        this.free();
        this.held = { runId, question };
        this.listener.done(reading);
      },
      failed: (error) => this.listener.failed(error),
      late: () => this.runtime.free(runId),
    });
  }

  /** Drops what is being read. */
  abort(): void {
    this.latest.abort();
  }

  /** Drops what is being read because a person says so; the listener is told at once. */
  cancel(): void {
    if (!this.latest.running) return;
    this.latest.abort(cancelledByUser);
    this.listener.failed(cancelledByUser);
  }

  /** Nobody looks at the held run any more. */
  free(): void {
    if (this.held && this.held !== this.kept) this.runtime.free(this.held.runId);
    this.held = undefined;
    this.appended = [];
  }

  /** Keeps the held run besides later ones, in place of the one that was kept. */
  keep(): void {
    if (this.held !== this.kept) this.letGo();
    this.kept = this.held;
  }

  /** Nobody compares with the kept run any more. */
  letGo(): void {
    if (this.kept && this.kept !== this.held) this.runtime.free(this.kept.runId);
    this.kept = undefined;
  }

  /** Asks the runtime about a run; once more where the process ended meanwhile, when the new one has read the run again. */
  async ask<K extends keyof RuntimeApi>(
    method: K,
    params: RuntimeApi[K]['params'],
    options: RequestOptions<RuntimeApi[K]['progress']> = {},
  ): Promise<RuntimeApi[K]['result']> {
    const ask = async () => {
      await this.restored;
      return this.runtime.request(method, params, options);
    };
    try {
      return await ask();
    } catch (error) {
      if (error instanceof LoupeError && error.code === 'runtimeExited') return ask();
      throw error;
    }
  }

  async append(params: AppendParams, options?: RequestOptions<never>): Promise<GeneratedToken> {
    const token = await this.ask('append', params, options);
    if (params.runId === this.held?.runId) this.appended.push(token);
    return token;
  }

  async stepBack(params: { runId: string }, options?: RequestOptions<never>): Promise<{ appended: number }> {
    const result = await this.ask('stepBack', params, options);
    if (params.runId === this.held?.runId) this.appended.length = result.appended;
    return result;
  }

  /**
   * A new process holds no run: has it read the held one again under the same id, with the tokens appended to it, and the kept one, so
   * that what is on screen goes on. Rejects where that fails; who asks about the run is then told that it is gone.
   */
  restore(): Promise<void> {
    const again = this.readAgain();
    this.restored = again.catch(() => {});
    return again;
  }

  private async readAgain(): Promise<void> {
    const { held, kept, appended } = this;
    if (held) {
      const { runId } = held;
      await this.readRun(held);
      for (const { id } of [...appended]) await this.runtime.request('append', { runId, choice: { tokenId: id } });
    }
    if (kept && kept !== held) await this.readRun(kept);
    for (const run of [held, kept]) if (run && run !== this.held && run !== this.kept) this.runtime.free(run.runId);
  }

  private async readRun({ runId, question }: HeldRun): Promise<void> {
    await this.runtime.request('read', readParams(runId, question));
  }
}

function readParams(runId: string, question: Question): ReadParams {
  return { ...question, runId, captureAttention: true };
}
