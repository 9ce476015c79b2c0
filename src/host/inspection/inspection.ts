import { isDeepStrictEqual } from 'node:util';
import { type Disposable, DisposableStore, Emitter } from '../../protocol/disposable';
import type { InspectionState } from '../../protocol/inspectorApi';
import type { Reading } from '../../protocol/runs';
import type { SpecialReading, Tokenization, TokenizerRef } from '../../protocol/tokens';
import type { ErrorReporter } from '../errorReporter';
import type { ModelRegistry } from '../models/modelRegistry';
import type { RuntimeClient } from '../runtime/runtimeClient';
import type { Settings } from '../settings';
import type { AddedTokenizers } from '../tokenizers/addedTokenizers';
import { followChoices, initialState } from './choices';
import { Marks } from './marks';
import type { Reader } from './reader';
import { Results } from './results';
import type { Anchor, AnchoredSubject } from './subject';
import { Tint } from './tint';
import { followModel, sameTokenizer } from './tokenizers';

/**
 * What is being inspected: which text, by which model and tokenizer, and what came of it. The one owner of this state;
 * panels, decorations and the status bar show it.
 */
export class Inspection implements Disposable {
  private readonly store = new DisposableStore();
  private readonly stateEmitter = this.store.add(new Emitter<InspectionState>());
  private readonly anchorEmitter = this.store.add(new Emitter<Anchor | null>());
  readonly results: Results;
  /** Marks in the subject. */
  readonly marks = this.store.add(new Marks());
  readonly tint: Tint;
  state: InspectionState;
  anchor: Anchor | null = null;

  /** Told of all but the phase, which changes with every chunk that is read. */
  readonly onDidChangeState = this.stateEmitter.on;
  readonly onDidChangeAnchor = this.anchorEmitter.on;

  constructor(
    runtime: RuntimeClient,
    private readonly models: ModelRegistry,
    private readonly settings: Settings,
    errors: ErrorReporter,
    tokenizers: AddedTokenizers,
  ) {
    this.results = this.store.add(new Results(runtime, errors));
    this.tint = this.store.add(new Tint(this.results));
    this.state = initialState(models, settings, tokenizers);
    this.store.add(
      this.results.onDidChangePhase((phase) => {
        this.state = { ...this.state, phase };
      }),
    );
    this.store.add(followChoices(this, models, settings, tokenizers));
  }

  get tokenization(): Tokenization | null {
    return this.results.tokenization;
  }

  get reading(): Reading | null {
    return this.results.reading;
  }

  get reader(): Reader {
    return this.results.reader;
  }

  /**
   * Inspects a text. The same one is read again only on demand, and only if its reading is missing: one that was cancelled
   * must not begin anew because the caret moved.
   */
  inspect({ subject, anchor }: AnchoredSubject, when: 'again' | 'ifChanged'): void {
    const same = this.state.subject?.text === subject.text;
    this.setAnchor(anchor);
    if (!same) {
      this.results.forget();
      this.marks.set(null);
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
    this.update({ model, tokenizer });
    this.read();
    if (tokenizerChanged) this.tokenize();
  }

  /** Takes one of the tokenizers on offer; a page that names another changes nothing. */
  setTokenizer(tokenizer: TokenizerRef): void {
    if (this.state.tokenizers.some(({ ref }) => sameTokenizer(ref, tokenizer))) this.useTokenizer(tokenizer);
  }

  /** Takes what a setting names; one that does not exist is told of. */
  useTokenizer(tokenizer: TokenizerRef): void {
    this.update({ tokenizer });
    this.tokenize();
  }

  setSpecial(special: SpecialReading): void {
    if (special === this.state.special) return;
    this.update({ special });
    this.tokenize();
    this.read();
  }

  /** Which part of a text beyond the model's context is read. */
  setPart(part: 'start' | 'end'): void {
    if (part === this.state.part) return;
    this.update({ part });
    this.read();
  }

  setSeed(seed: number): void {
    this.update({ seed });
  }

  setPinned(pinned: boolean): void {
    this.update({ pinned });
  }

  /** Where the subject is; null when it is not in its document any more. */
  setAnchor(anchor: Anchor | null): void {
    this.anchor = anchor;
    this.anchorEmitter.fire(anchor);
    const edited = this.state.subject !== null && anchor === null;
    if (edited !== this.state.edited) this.update({ edited });
  }

  /** Reads again, after a failure. */
  again(): void {
    this.tokenize();
    this.read();
  }

  /** Ends the reading that runs, by killing the process if need be. */
  cancel(): void {
    this.reader.cancel();
  }

  /** Nobody looks any more: frees the run and forgets the text. */
  close(): void {
    if (!this.state.subject) return;
    this.update({ subject: null, edited: false, pinned: false });
    this.setAnchor(null);
    this.marks.set(null);
    this.results.close();
  }

  dispose(): void {
    this.store.dispose();
  }

  private tokenize(): void {
    const { subject, tokenizer, special } = this.state;
    if (subject) this.results.tokenize({ text: subject.text, tokenizer, special });
  }

  private read(): void {
    const { subject, model, special, part } = this.state;
    if (!subject) return;
    const topK = this.settings.topAlternatives.value;
    this.results.read({ model, text: subject.text, special, topK, beyondContext: part });
  }

  private update(change: Partial<InspectionState>): void {
    this.state = { ...this.state, ...change };
    this.stateEmitter.fire(this.state);
  }
}
