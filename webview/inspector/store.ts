import { Emitter } from '../../src/protocol/disposable';
import { isCancelled } from '../../src/protocol/errors';
import type { TraceProgress } from '../../src/protocol/generation';
import type {
  InspectionPhase,
  InspectionState,
  InspectorHostApi,
  InspectorSnapshot,
  InspectorViewApi,
  TraceState,
} from '../../src/protocol/inspectorApi';
import { ownTokenizer } from '../../src/protocol/installedModels';
import { Connection, type Link } from '../../src/protocol/rpc';
import type { GeneratedToken, Reading } from '../../src/protocol/runs';
import type { Tokenization } from '../../src/protocol/tokens';
import { errorText } from '../ui/errorText';
import { ViewState } from '../ui/viewState';
import { Attention } from './attention/attention';
import { Marks } from './marks';
import { Continuation } from './next/continuation';
import { OriginLoader } from './tokens/origin/originLoader';
import { defaultView, type InspectorView } from './view';

/** Host methods that only cause something; what comes of it arrives as a push. */
type Command = {
  [K in keyof InspectorHostApi]: InspectorHostApi[K]['result'] extends void ? K : never;
}[keyof InspectorHostApi];

/** What follows of itself, while one reads what another action failed with. */
const passing: ReadonlySet<Command> = new Set(['mark', 'tintEditor']);

/**
 * What the page knows. The inspection belongs to the host and is only mirrored here; the way of looking is the page's own.
 * Parts that ask the host for more (attention, continuation) fire the same `changed`.
 */
export class InspectorStore {
  readonly changed = new Emitter<void>();
  readonly host: Connection<InspectorViewApi, InspectorHostApi>;
  readonly marks: Marks;
  readonly attention: Attention;
  readonly continuation: Continuation;
  readonly origins: OriginLoader;
  /** Null until the host has answered for the first time. */
  snapshot: InspectorSnapshot | null = null;
  /** An action that failed, for people; null from the next one on. */
  problem: string | null = null;
  private earlier: Pick<InspectorSnapshot, 'reading' | 'tokenization'> = { reading: null, tokenization: null };
  private readonly kept = new ViewState<InspectorView>(defaultView);

  constructor(link: Link) {
    this.host = new Connection<InspectorViewApi, InspectorHostApi>(
      link,
      {
        stateChanged: ({ state }) => this.takeState(state),
        phaseChanged: ({ phase }) => this.takePhase(phase),
        tokenizationChanged: ({ tokenization }) => this.patch({ tokenization }),
        readingChanged: ({ reading }) => this.patch({ reading }),
        keptChanged: ({ kept }) => this.patch({ kept }),
        markChanged: ({ mark }) => this.marks.receive(mark),
        traceChanged: ({ trace }) => this.patch({ trace }),
        traceProgressed: (progress) => this.takeTraceToken(progress),
        showTab: ({ tab }) => this.look({ tab }),
        clearTint: () => this.look({ tint: 'off' }),
      },
      (method, error) => console.error(method, error),
    );
    const notify = () => this.changed.fire();
    this.marks = new Marks((mark) => this.command('mark', { mark }));
    this.attention = new Attention(this.host, notify);
    this.continuation = new Continuation(this.host, () => {
      // Attention of tokens as they are appended.
      if (this.view.tab === 'attention') this.ask();
      notify();
    });
    this.origins = new OriginLoader(this.host, notify);
  }

  /** Tells the host that the page listens, and takes the whole of what there is. */
  async start(): Promise<void> {
    this.snapshot = await this.host.request('ready', undefined);
    const { mark, reading, appended } = this.snapshot;
    this.marks.receive(mark);
    if (reading) this.continuation.restore(reading, appended);
    this.ask();
    this.changed.fire();
  }

  get view(): Readonly<InspectorView> {
    return this.kept.value;
  }

  get state(): InspectionState | null {
    return this.snapshot?.state ?? null;
  }

  get trace(): TraceState | null {
    return this.snapshot?.trace ?? null;
  }

  /** What there is to show: the text's own, or the earlier text's while a new one is on its way or after it failed. */
  get reading(): Reading | null {
    return this.snapshot?.reading ?? (this.keepsEarlier ? this.earlier.reading : null);
  }

  /** The earlier one that is compared with. */
  get keptReading(): Reading | null {
    return this.snapshot?.kept ?? null;
  }

  get tokenization(): Tokenization | null {
    return this.snapshot?.tokenization ?? (this.keepsEarlier ? this.earlier.tokenization : null);
  }

  /** True where `reading` is not of the text under inspection: its offsets mark nothing. */
  get readingIsEarlier(): boolean {
    return this.reading !== null && this.snapshot?.reading === null;
  }

  get tokenizationIsEarlier(): boolean {
    return this.tokenization !== null && this.snapshot?.tokenization === null;
  }

  /** Appended tokens that are in the maps of a reading: a saved run has none of theirs. */
  attendedTokens(reading: Reading): readonly GeneratedToken[] {
    return this.state?.saved ? [] : this.continuation.appendedTo(reading);
  }

  /** True where the chosen tokenizer is the model's own. */
  get byModel(): boolean {
    const { tokenizer, model } = this.state ?? {};
    return model !== undefined && tokenizer?.kind === 'model' && tokenizer.model === ownTokenizer(model).model;
  }

  get busy(): boolean {
    const kind = this.state?.phase.kind;
    return kind === 'starting' || kind === 'reading';
  }

  private get keepsEarlier(): boolean {
    return this.state?.subject != null && (this.busy || this.state.phase.kind === 'failed');
  }

  look(change: Partial<InspectorView>): void {
    this.kept.update(change);
    this.ask();
    this.changed.fire();
  }

  /** Asks the host to do something; a failure is shown in the header's notice. */
  command<K extends Command>(method: K, params: InspectorHostApi[K]['params']): void {
    if (!passing.has(method)) this.setProblem(null);
    this.host.request(method, params).catch((error) => isCancelled(error) || this.setProblem(errorText(error)));
  }

  /** Says what could not be done, where the host's other refusals are said. */
  tell(problem: string): void {
    this.setProblem(problem);
  }

  private setProblem(problem: string | null): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.changed.fire();
  }

  private takeState(state: InspectionState): void {
    if (state.subject?.text !== this.state?.subject?.text) {
      this.marks.clear();
      this.kept.update({ zoom: null });
    }
    this.patch({ state });
  }

  private takePhase(phase: InspectionPhase): void {
    if (this.state) this.patch({ state: { ...this.state, phase } });
  }

  private takeTraceToken({ part, token }: TraceProgress): void {
    this.trace?.stream?.[part].push(token);
    this.changed.fire();
  }

  private patch(change: Partial<InspectorSnapshot>): void {
    if (!this.snapshot) return;
    const { reading, tokenization } = this.snapshot;
    if (reading) this.earlier.reading = reading;
    if (tokenization) this.earlier.tokenization = tokenization;
    this.snapshot = { ...this.snapshot, ...change };
    this.ask();
    this.changed.fire();
  }

  /**
   * Has what the chosen tab shows asked for. With every push of the host and every change of view, not with each rendering:
   * a slice that failed is asked for again, and must not be for ever.
   */
  private ask(): void {
    const { reading, view } = this;
    if (!reading || this.readingIsEarlier) return;
    if (view.tab === 'attention') {
      this.attention.want({ reading, appended: this.attendedTokens(reading) }, view, this.keptReading);
    }
    if (view.tab === 'next') {
      this.continuation.want(reading, { sampling: view.sampling, count: view.rows, find: view.find });
    }
  }
}
