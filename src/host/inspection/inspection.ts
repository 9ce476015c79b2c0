import { isDeepStrictEqual } from 'node:util';
import { type Disposable, DisposableStore, Emitter } from '../../protocol/disposable';
import type { FinishedTrace, InspectionPhase, InspectionState, Mark } from '../../protocol/inspectorApi';
import type { Reading } from '../../protocol/runs';
import type { SpecialReading, Tokenization, TokenizerRef } from '../../protocol/tokens';
import type { ErrorReporter } from '../errorReporter';
import { isCancelled } from '../errorReporter';
import { Latest } from '../latest';
import type { ModelRegistry } from '../models/modelRegistry';
import type { RuntimeClient } from '../runtime/runtimeClient';
import type { Settings } from '../settings';
import { followChoices, initialState } from './choices';
import { failedPhase } from './failedPhase';
import { Reader } from './reader';
import type { Anchor, AnchoredSubject } from './subject';
import { followModel } from './tokenizers';

/**
 * What is being inspected: which text, by which model and tokenizer, and what came of it. The one owner of this state;
 * panels, decorations and the status bar show it. Tokenization and reading belong to `state.subject.text` or are null.
 */
export class Inspection implements Disposable {
  private readonly store = new DisposableStore();
  private readonly stateEmitter = this.store.add(new Emitter<InspectionState>());
  private readonly tokenizationEmitter = this.store.add(new Emitter<Tokenization | null>());
  private readonly readingEmitter = this.store.add(new Emitter<Reading | null>());
  private readonly markEmitter = this.store.add(new Emitter<Mark | null>());
  private readonly anchorEmitter = this.store.add(new Emitter<Anchor | null>());
  private readonly tokenizing = new Latest();
  /** The mark that shows again when a passing one ends. */
  private selected: Mark | null = null;
  private readPhase: InspectionPhase = { kind: 'idle' };
  private tokenizerFailure: InspectionPhase | null = null;

  /** Holds the reading's run, and answers for it. */
  readonly reader: Reader;
  state: InspectionState;
  tokenization: Tokenization | null = null;
  reading: Reading | null = null;
  mark: Mark | null = null;
  anchor: Anchor | null = null;
  /** The last trace by this model. */
  trace: FinishedTrace | null = null;

  readonly onDidChangeState = this.stateEmitter.on;
  readonly onDidChangeTokenization = this.tokenizationEmitter.on;
  readonly onDidChangeReading = this.readingEmitter.on;
  readonly onDidChangeMark = this.markEmitter.on;
  readonly onDidChangeAnchor = this.anchorEmitter.on;

  constructor(
    private readonly runtime: RuntimeClient,
    private readonly models: ModelRegistry,
    private readonly settings: Settings,
    private readonly errors: ErrorReporter,
  ) {
    this.reader = new Reader(runtime, {
      phase: (phase) => this.setPhase(phase),
      done: (reading) => {
        this.setReading(reading);
        this.setPhase({ kind: 'idle' });
      },
      failed: (error) => {
        if (!this.reader.answersLatest) this.setReading(null);
        this.setPhase(isCancelled(error) ? { kind: 'idle' } : failedPhase(error, errors));
      },
    });
    this.state = initialState(models, settings);
    this.store.add(followChoices(this, models, settings));
    this.store.add(runtime.onDidRestart(() => this.restore()));
    this.store.add(
      runtime.onDidCrash((error) => error.code === 'runtimeFailed' && this.setPhase(failedPhase(error, errors))),
    );
  }

  /**
   * Inspects a text. The same one is read again only on demand, and only if its reading is missing: one that was cancelled
   * must not begin anew because the caret moved.
   */
  inspect({ subject, anchor }: AnchoredSubject, when: 'again' | 'ifChanged'): void {
    const same = this.state.subject?.text === subject.text;
    this.setAnchor(anchor);
    if (!same) {
      this.setTokenization(null);
      this.setReading(null);
      this.setMark(null);
    }
    if (!isDeepStrictEqual(subject, this.state.subject)) this.update({ subject });
    void this.models.describe();
    const missing = (result: unknown) => !same || (when === 'again' && result === null);
    if (missing(this.tokenization)) this.tokenize();
    if (missing(this.reading) && !(same && this.reader.running)) this.read();
  }

  /** What there is to choose from. */
  offer(choices: Pick<InspectionState, 'models' | 'tokenizers'>): void {
    this.update(choices);
  }

  /** Has an installed model read; a page or a setting that names another changes nothing. */
  setModel(model: string): void {
    if (model === this.state.model || !this.models.find(model)) return;
    const tokenizer = followModel(this.state.tokenizer, this.state.model, model);
    const tokenizerChanged = tokenizer !== this.state.tokenizer;
    this.trace = null;
    this.update({ model, tokenizer });
    this.read();
    if (tokenizerChanged) this.tokenize();
  }

  setTokenizer(tokenizer: TokenizerRef): void {
    this.update({ tokenizer });
    this.tokenize();
  }

  setSpecial(special: SpecialReading): void {
    if (special === this.state.special) return;
    this.update({ special });
    this.tokenize();
    this.read();
  }

  /** Which part of a text beyond the model's context is read. A text that was cut is to be taken anew by the caller. */
  setPart(part: 'start' | 'end'): void {
    if (part === this.state.part) return;
    this.update({ part });
    this.read();
  }

  setPinned(pinned: boolean): void {
    this.update({ pinned });
  }

  setMark(mark: Mark | null): void {
    if (mark?.kind !== 'hover') this.selected = mark;
    if (mark === this.mark) return;
    this.mark = mark;
    this.markEmitter.fire(mark);
  }

  /** The pointer is over no token any more: what was selected before shows again. */
  endHover(): void {
    if (this.mark?.kind === 'hover') this.setMark(this.selected);
  }

  /** Where the subject is; null when it is not in its document any more. */
  setAnchor(anchor: Anchor | null): void {
    this.anchor = anchor;
    this.anchorEmitter.fire(anchor);
  }

  /** Reads again, after a failure. */
  again(): void {
    if (!this.state.subject) return;
    this.tokenize();
    this.read();
  }

  /** Ends the reading that runs, by killing the process if need be. */
  cancel(): void {
    this.reader.cancel();
  }

  /** Nobody looks any more: frees the run and forgets the text. */
  close(): void {
    this.tokenizing.abort();
    this.reader.abort();
    this.reader.free();
    if (!this.state.subject) return;
    this.setAnchor(null);
    this.setTokenization(null);
    this.setReading(null);
    this.setMark(null);
    this.update({ subject: null, pinned: false, phase: { kind: 'idle' } });
  }

  dispose(): void {
    this.tokenizing.abort();
    this.reader.abort();
    this.store.dispose();
  }

  private tokenize(): void {
    const { subject, tokenizer, special } = this.state;
    if (!subject) return;
    void this.tokenizing.run(
      (signal) => this.runtime.request('tokenize', { text: subject.text, tokenizer, special }, { signal }),
      {
        done: (tokenization) => {
          this.tokenizerFailure = null;
          this.setTokenization(tokenization);
          this.setPhase(this.readPhase);
        },
        failed: (error) => {
          this.tokenizerFailure = isCancelled(error) ? null : failedPhase(error, this.errors);
          this.setTokenization(null);
          this.setPhase(this.readPhase);
        },
      },
    );
  }

  private read(): void {
    const { subject, model, special, part } = this.state;
    this.reader.abort();
    if (!subject || subject.text === '') {
      this.setReading(null);
      this.setPhase({ kind: 'idle' });
      return;
    }
    const topK = this.settings.topAlternatives.value;
    this.reader.read({ model, text: subject.text, special, topK, beyondContext: part });
  }

  private restore(): void {
    this.reader.restore().then(
      () => {
        const { phase } = this.state;
        const shown = this.reading !== null;
        if (shown && phase.kind === 'failed' && phase.action === 'retryRuntime') this.setPhase({ kind: 'idle' });
      },
      (error) => this.errors.bug('restore', error),
    );
  }

  /** A tokenizer that failed is told once the reading has nothing to tell. */
  private setPhase(reading: InspectionPhase): void {
    this.readPhase = reading;
    this.update({ phase: reading.kind === 'idle' ? (this.tokenizerFailure ?? reading) : reading });
  }

  private update(change: Partial<InspectionState>): void {
    this.state = { ...this.state, ...change };
    this.stateEmitter.fire(this.state);
  }

  private setTokenization(tokenization: Tokenization | null): void {
    if (tokenization === this.tokenization) return;
    this.tokenization = tokenization;
    this.tokenizationEmitter.fire(tokenization);
  }

  private setReading(reading: Reading | null): void {
    if (reading === this.reading) return;
    this.reading = reading;
    this.readingEmitter.fire(reading);
  }
}
