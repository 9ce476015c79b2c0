import { type Disposable, Emitter } from '../../protocol/disposable';
import type { Trace, TraceParams, TraceProgress } from '../../protocol/generation';
import type { InspectorTraceParams, TraceState } from '../../protocol/inspectorApi';
import { Latest } from '../../protocol/latest';
import type { RequestOptions } from '../../protocol/rpc';
import { cancelledByUser } from '../runtime/runtimeClient';

export interface TraceRunParts {
  trace(params: TraceParams, options: RequestOptions<TraceProgress>): Promise<Trace>;
  /** What to tell people about an error. */
  describe(error: unknown): string;
}

/** What is asked, of which model. */
export interface TraceQuestion {
  text: string;
  model: string;
  maxTokens: number;
}

/** Owns the trace that runs and the last one that finished, whatever text and model are inspected since. */
export class TraceRun implements Disposable {
  private readonly changed = new Emitter<TraceState>();
  private readonly progressed = new Emitter<TraceProgress>();
  private readonly latest = new Latest();
  state: TraceState = { stream: null, finished: null, problem: null };

  /** Told where more than one token came. */
  readonly onDidChange = this.changed.on;
  readonly onDidProgress = this.progressed.on;

  constructor(private readonly parts: TraceRunParts) {}

  /** Begins a trace in place of the one that runs. */
  start(params: InspectorTraceParams, { text, model, maxTokens }: TraceQuestion): void {
    const { source, thinking, temperature, seed } = params;
    const stream: TraceState['stream'] = { reasoning: [], answer: [] };
    const sampling = { temperature, topK: 0, topP: 1 };
    const task = (signal: AbortSignal) =>
      this.parts.trace(
        { model, text, source, thinking, sampling, seed, samples: 1, maxTokens },
        {
          signal,
          onProgress: (progress) => {
            if (signal.aborted) return;
            stream[progress.part].push(progress.token);
            this.progressed.fire(progress);
          },
        },
      );
    this.update({ stream, problem: null });
    void this.latest.run(task, {
      done: (trace) => this.update({ stream: null, finished: { question: text, trace } }),
      failed: (error) => this.update({ stream: null, problem: this.parts.describe(error) }),
    });
  }

  /** Ends the trace that runs because a person says so, by killing the process if need be. */
  cancel(): void {
    this.end(cancelledByUser);
  }

  /** Nobody looks any more: drops the trace that runs. */
  abort(): void {
    this.end();
  }

  dispose(): void {
    this.latest.abort();
    this.changed.dispose();
    this.progressed.dispose();
  }

  private end(reason?: unknown): void {
    if (!this.latest.running) return;
    this.latest.abort(reason);
    this.update({ stream: null });
  }

  private update(change: Partial<TraceState>): void {
    this.state = { ...this.state, ...change };
    this.changed.fire(this.state);
  }
}
