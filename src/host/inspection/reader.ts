import { randomUUID } from 'node:crypto';
import type { InspectionPhase } from '../../protocol/inspectorApi';
import type { Reading, ReadParams } from '../../protocol/runs';
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
  private heldRun: string | undefined;

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
        this.heldRun = reading.runId;
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

  /** Ends what is being read because a person says so; the listener is told. */
  cancel(): void {
    this.latest.cancel(cancelledByUser);
  }

  /** Nobody looks at the held run any more. */
  free(): void {
    if (this.heldRun) this.runtime.free(this.heldRun);
    this.heldRun = undefined;
  }

  /** The process that held the run is gone. */
  forget(): void {
    this.heldRun = undefined;
  }
}
