import { type Disposable, DisposableStore, Emitter } from '../../protocol/disposable';
import { isCancelled, LoupeError } from '../../protocol/errors';
import type { InspectionPhase } from '../../protocol/inspectorApi';
import { Latest } from '../../protocol/latest';
import type { Reading } from '../../protocol/runs';
import type { TokenizeParams } from '../../protocol/runtimeApi';
import type { Tokenization } from '../../protocol/tokens';
import type { ErrorReporter } from '../errorReporter';
import type { RuntimeClient } from '../runtime/runtimeClient';
import { failedPhase } from './failedPhase';
import { type Question, Reader } from './reader';

/** What came of the inspected text: its tokenization and its reading, null where there is none of that text; and what goes on. */
export class Results implements Disposable {
  private readonly store = new DisposableStore();
  private readonly tokenizationEmitter = this.store.add(new Emitter<Tokenization | null>());
  private readonly readingEmitter = this.store.add(new Emitter<Reading | null>());
  private readonly keptEmitter = this.store.add(new Emitter<Reading | null>());
  private readonly phaseEmitter = this.store.add(new Emitter<InspectionPhase>());
  private readonly tokenizing = new Latest();
  private readPhase: InspectionPhase = { kind: 'idle' };
  private tokenizerFailure: InspectionPhase | null = null;

  /** Holds the reading's run, and answers for it. */
  readonly reader: Reader;
  tokenization: Tokenization | null = null;
  reading: Reading | null = null;
  /** The one that others are compared with. */
  kept: Reading | null = null;
  phase: InspectionPhase = { kind: 'idle' };

  readonly onDidChangeTokenization = this.tokenizationEmitter.on;
  readonly onDidChangeReading = this.readingEmitter.on;
  readonly onDidChangeKept = this.keptEmitter.on;
  readonly onDidChangePhase = this.phaseEmitter.on;

  constructor(
    private readonly runtime: RuntimeClient,
    private readonly errors: ErrorReporter,
  ) {
    this.reader = new Reader(runtime, {
      phase: (phase) => this.setPhase(phase),
      done: (reading) => {
        this.setReading(reading);
        this.setPhase({ kind: 'idle' });
      },
      failed: (error) => {
        if (!this.reader.answersLatest) this.dropReading();
        this.setPhase(isCancelled(error) ? { kind: 'idle' } : failedPhase(error, errors));
      },
    });
    this.store.add(runtime.onDidRestart(() => this.restore()));
    this.store.add(
      runtime.onDidCrash((error) => error.code === 'runtimeFailed' && this.setPhase(failedPhase(error, errors))),
    );
  }

  /** What there is, is of another text. Its run stays until the next one is there: its pictures do. */
  forget(): void {
    this.setTokenization(null);
    this.setReading(null);
  }

  tokenize(params: TokenizeParams): void {
    void this.tokenizing.run((signal) => this.runtime.request('tokenize', params, { signal }), {
      done: (tokenization) => {
        this.tokenizerFailure = null;
        this.setTokenization(tokenization);
        this.setPhase(this.readPhase);
      },
      failed: (error) => {
        this.tokenizerFailure = failedPhase(error, this.errors);
        this.setTokenization(null);
        this.setPhase(this.readPhase);
      },
    });
  }

  read(question: Question): void {
    this.reader.abort();
    if (question.text !== '') {
      this.reader.read(question);
      return;
    }
    this.dropReading();
    this.setPhase({ kind: 'idle' });
  }

  /** Keeps the reading that is shown, to compare with later ones, or lets the kept one go. */
  keep(keep: boolean): void {
    if (keep && !this.reading) return;
    if (keep) this.reader.keep();
    else this.reader.letGo();
    this.setKept(keep ? this.reading : null);
  }

  /** Nobody looks any more. */
  close(): void {
    this.tokenizing.abort();
    this.reader.abort();
    this.tokenizerFailure = null;
    this.setTokenization(null);
    this.keep(false);
    this.dropReading();
    this.setPhase({ kind: 'idle' });
  }

  dispose(): void {
    this.tokenizing.abort();
    this.reader.abort();
    this.store.dispose();
  }

  private restore(): void {
    this.reader.restore().then(
      () => {
        const { phase } = this;
        const shown = this.reading !== null;
        if (shown && phase.kind === 'failed' && phase.action === 'retryRuntime') this.setPhase({ kind: 'idle' });
      },
      (error) => {
        // Of an expected failure hears whoever asks about the run, which is gone.
        if (!(error instanceof LoupeError)) this.errors.bug('restore', error);
      },
    );
  }

  /** A tokenizer that failed is told once the reading has nothing to tell. */
  private setPhase(reading: InspectionPhase): void {
    this.readPhase = reading;
    this.phase = reading.kind === 'idle' ? (this.tokenizerFailure ?? reading) : reading;
    this.phaseEmitter.fire(this.phase);
  }

  private setTokenization(tokenization: Tokenization | null): void {
    if (tokenization === this.tokenization) return;
    this.tokenization = tokenization;
    this.tokenizationEmitter.fire(tokenization);
  }

  /** There is no reading, and none is on its way: nobody looks at the run that is held. */
  private dropReading(): void {
    this.reader.free();
    this.setReading(null);
  }

  private setReading(reading: Reading | null): void {
    if (reading === this.reading) return;
    this.reading = reading;
    this.readingEmitter.fire(reading);
  }

  private setKept(kept: Reading | null): void {
    if (kept === this.kept) return;
    this.kept = kept;
    this.keptEmitter.fire(kept);
  }
}
