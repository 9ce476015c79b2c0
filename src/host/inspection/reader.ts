import { randomUUID } from 'node:crypto';
import type { InspectionPhase } from '../../protocol/inspectorApi';
import type { GeneratedToken, Reading, ReadParams } from '../../protocol/runs';
import { Latest } from '../latest';
import { cancelledByUser, type RuntimeClient } from '../runtime/runtimeClient';

export interface ReaderListener {
  phase(phase: InspectionPhase): void;
  done(reading: Reading): void;
  failed(error: unknown): void;
}

/**
 * Has texts read by the model, the latest one only, and holds the run that pictures ask for slices of: the one that is
 * shown, or the one before it while the next is read. Every other run is freed.
 */
export class Reader {
  private readonly latest = new Latest();
  private held: ReadParams | undefined;

  constructor(
    private readonly runtime: RuntimeClient,
    private readonly listener: ReaderListener,
  ) {}

  get running(): boolean {
    return this.latest.running;
  }

  read(text: Omit<ReadParams, 'runId' | 'captureAttention'>): void {
    const params = { ...text, runId: randomUUID(), captureAttention: true };
    const starting = this.runtime.state === 'stopped' || this.runtime.state === 'starting';
    this.listener.phase(starting ? { kind: 'starting' } : { kind: 'reading', done: 0, total: 0 });
    const task = (signal: AbortSignal) =>
      this.runtime.request('read', params, {
        signal,
        onProgress: ({ done, total }) => {
          if (!signal.aborted) this.listener.phase({ kind: 'reading', done, total });
        },
      });
    void this.latest.run(task, {
      done: (reading) => {
        this.free();
        this.held = params;
        this.listener.done(reading);
      },
      failed: (error) => this.listener.failed(error),
      late: ({ runId }) => this.runtime.free(runId),
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
    if (this.held) this.runtime.free(this.held.runId);
    this.held = undefined;
  }

  /**
   * A new process holds no run: has it read the shown one again under the same id, with the tokens appended to it, so that
   * what is on screen goes on.
   */
  async restore(appended: readonly GeneratedToken[]): Promise<void> {
    const { held } = this;
    if (!held) return;
    const { runId } = held;
    await this.runtime.request('read', held);
    for (const { id } of appended) await this.runtime.request('append', { runId, choice: { tokenId: id } });
    if (this.held !== held) this.runtime.free(runId);
  }
}
