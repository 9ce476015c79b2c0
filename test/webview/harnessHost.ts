import { randomUUID } from 'node:crypto';
import { TraceRun } from '../../src/host/inspection/traceRun';
import type { Ablation, AblationParams } from '../../src/protocol/ablation';
import type { AttentionTint } from '../../src/protocol/attentionTint';
import type { AttentionWeight, AttentionWeightParams } from '../../src/protocol/attentionWeight';
import type { Trace } from '../../src/protocol/generation';
import type {
  InspectionPhase,
  InspectionState,
  InspectorHostApi,
  InspectorSnapshot,
  InspectorViewApi,
  Mark,
  SavedFile,
} from '../../src/protocol/inspectorApi';
import type { Attribution, AttributionParams, Lens, LensParams } from '../../src/protocol/lens';
import { Connection, type HandlerContext, type Handlers, type Link } from '../../src/protocol/rpc';
import type {
  AttentionMap,
  AttentionOverview,
  AttentionSlice,
  Distribution,
  DistributionParams,
  GeneratedToken,
  HeadParams,
  HeadProbe,
  OverviewParams,
  Reading,
  SliceParams,
} from '../../src/protocol/runs';
import type { TokenOrigin } from '../../src/protocol/tokenOrigin';
import { encodingNames, type Tokenization } from '../../src/protocol/tokens';
import type { VocabularyPage, VocabularyParams } from '../../src/protocol/vocabulary';
import { createRuntimeService, type RuntimeService } from '../../src/runtime/service';
import { inRepository } from '../support/paths';

/** The runtime in this process, with shipped models. One for all tests; loading one takes a second. */
export function shippedRuntime(): RuntimeService {
  const shipped = (id: string) => ({ id, name: id, folder: inRepository('models', id), source: 'shipped' as const });
  return createRuntimeService({
    configuration: {
      models: [shipped('pocket'), shipped('pocket-untrained')],
      memoryBudgetBytes: 256e6,
      threads: 1,
    },
  });
}

/** The host's part for one Inspector page, without an editor: holds the inspection and forwards to the runtime. */
export class HarnessHost {
  view: Connection<InspectorHostApi, InspectorViewApi> | undefined;
  state: InspectionState = {
    subject: null,
    edited: false,
    models: [],
    model: 'pocket',
    tokenizers: [
      { ref: { kind: 'model', model: 'pocket' }, name: 'pocket' },
      ...encodingNames.map((name) => ({ ref: { kind: 'encoding', name } as const, name })),
    ],
    tokenizer: { kind: 'model', model: 'pocket' },
    special: 'text',
    part: 'start',
    seed: 1,
    pinned: false,
    phase: { kind: 'idle' },
  };
  tokenization: Tokenization | null = null;
  reading: Reading | null = null;
  kept: Reading | null = null;
  mark: Mark | null = null;
  /** What the page has the editor tinted by. */
  tint: AttentionTint | null = null;
  /** The page's answer to what it was told last: it takes one after the other. */
  private pageHasAll: Promise<unknown> | undefined;
  /** Appended to the reading's run, as the page must get them back when it is built anew. */
  private appended: GeneratedToken[] = [];
  /** Names of the commands that the page sent, in order. */
  readonly commands: string[] = [];
  /** What the page had saved, in order. */
  readonly files: SavedFile[] = [];
  /** What the page put on the clipboard, in order. */
  readonly copied: string[] = [];
  /** Seeds that the page sent to draw tokens with, in order. */
  readonly seeds: number[] = [];

  /** The host's own; it outlives a page that is built anew. */
  readonly trace: TraceRun;

  /** A trace counts as running until then, however fast the model was. */
  traceHeld: Promise<void> = Promise.resolve();

  constructor(private readonly runtime: RuntimeService) {
    this.trace = new TraceRun({
      trace: async (params, { signal = noContext.signal, onProgress = noContext.progress }) => {
        const trace = await runtime.trace(params, { signal, progress: onProgress });
        await this.traceHeld;
        return trace;
      },
      describe: (error) => String(error),
    });
    this.trace.onDidChange((trace) => this.tell('traceChanged', { trace }));
    this.trace.onDidProgress((progress) => this.tell('traceProgressed', progress));
  }

  /** Serves a page; to be handed to `openWebview`. */
  readonly serve = (link: Link): void => {
    this.view = new Connection<InspectorHostApi, InspectorViewApi>(link, this.handlers(), (method, error) => {
      throw new Error(`${method} failed`, { cause: error });
    });
  };

  /** Inspects a text, as a selection in the editor would: all of the earlier one goes first. Resolves when the page has what came of it. */
  async inspect(text: string, about: Partial<InspectionState['subject'] & object> = {}): Promise<void> {
    const { model } = this.state;
    const { name, chat, thinking } = await this.runtime.describeModel({ model }, noContext);
    this.tokenization = null;
    this.reading = null;
    this.tell('tokenizationChanged', { tokenization: null });
    this.tell('readingChanged', { reading: null });
    this.setMark(null);
    const subject = { document: 'story.md', text, line: 3, selection: true, cutFrom: null, ...about };
    this.setState({ models: [{ id: model, name, chat, thinking }], subject });
    await this.tokenize();
    await this.read();
    await this.pageHasAll;
  }

  setState(change: Partial<InspectionState>): void {
    this.state = { ...this.state, ...change };
    this.tell('stateChanged', { state: this.state });
  }

  setPhase(phase: InspectionPhase): void {
    this.state = { ...this.state, phase };
    this.tell('phaseChanged', { phase });
  }

  /** Resolves when the page has the tokens. */
  async setTokenizer(tokenizer: InspectionState['tokenizer']): Promise<void> {
    this.setState({ tokenizer });
    await this.tokenize();
    await this.pageHasAll;
  }

  setMark(mark: Mark | null): void {
    this.mark = mark;
    this.tell('markChanged', { mark });
  }

  tell<K extends keyof InspectorViewApi>(method: K, params: InspectorViewApi[K]['params']): void {
    this.pageHasAll = this.view?.request(method, params);
  }

  get lastTrace(): Trace | undefined {
    return this.trace.state.finished?.trace;
  }

  async distribution(params: DistributionParams): Promise<Distribution> {
    return this.runtime.distribution(params, noContext);
  }

  async attentionSlice(
    params: SliceParams,
    context: HandlerContext<{ done: number; total: number }>,
  ): Promise<AttentionSlice> {
    return this.runtime.attentionSlice(params, context);
  }

  async attentionHead(params: HeadParams): Promise<AttentionMap> {
    return this.runtime.attentionHead(params, noContext);
  }

  async attentionOverview(params: OverviewParams): Promise<AttentionOverview> {
    return this.runtime.attentionOverview(params, noContext);
  }

  async probeHeads(): Promise<HeadProbe> {
    return this.runtime.probeHeads({ model: this.state.model }, noContext);
  }

  async lens(params: LensParams): Promise<Lens> {
    return this.runtime.lens(params, noContext);
  }

  async attribution(params: AttributionParams): Promise<Attribution> {
    return this.runtime.attribution(params, noContext);
  }

  async attentionWeight(params: AttentionWeightParams): Promise<AttentionWeight> {
    return this.runtime.attentionWeight(params, noContext);
  }

  async ablation(params: AblationParams): Promise<Ablation> {
    return this.runtime.ablation(params, noContext);
  }

  private async tokenize(): Promise<void> {
    const { subject, tokenizer, special } = this.state;
    if (!subject) return;
    this.tokenization = await this.runtime.tokenize({ text: subject.text, tokenizer, special }, noContext);
    this.tell('tokenizationChanged', { tokenization: this.tokenization });
  }

  private async read(): Promise<void> {
    const { subject, model, special, part } = this.state;
    if (!subject) return;
    this.setPhase({ kind: 'reading', done: 0, total: 0 });
    this.reading = await this.runtime.read(
      {
        runId: randomUUID(),
        model,
        text: subject.text,
        special,
        topK: 5,
        captureAttention: true,
        beyondContext: part,
      },
      noContext,
    );
    this.appended = [];
    this.tell('readingChanged', { reading: this.reading });
    this.setPhase({ kind: 'idle' });
  }

  async vocabulary(params: VocabularyParams): Promise<VocabularyPage> {
    return this.runtime.vocabulary(params, noContext);
  }

  async tokenOrigin(index: number): Promise<TokenOrigin> {
    const { subject, tokenizer, special } = this.state;
    return this.runtime.tokenOrigin({ text: subject?.text ?? '', tokenizer, special, index }, noContext);
  }

  private snapshot(): InspectorSnapshot {
    const { state, tokenization, reading, kept, mark } = this;
    return { state, tokenization, reading, kept, mark, appended: this.appended, trace: this.trace.state };
  }

  private handlers(): Handlers<InspectorHostApi> {
    const { runtime } = this;
    const note = (name: string) => () => void this.commands.push(name);
    return {
      ready: () => this.snapshot(),
      inspect: note('inspect'),
      cancel: note('cancel'),
      saveRun: note('saveRun'),
      saveFile: (file) => void this.files.push(file),
      retryRuntime: note('retryRuntime'),
      showLog: note('showLog'),
      manageModels: note('manageModels'),
      reveal: note('reveal'),
      copy: ({ text }) => void this.copied.push(text),
      pickTokenizer: note('pickTokenizer'),
      setPinned: ({ pinned }) => this.setState({ pinned }),
      setModel: ({ model }) => this.setState({ model }),
      setTokenizer: ({ tokenizer }) => this.setTokenizer(tokenizer),
      setSpecial: async ({ special }) => {
        this.setState({ special });
        await this.tokenize();
        await this.read();
      },
      setPart: ({ part }) => {
        this.setState({ part });
        return this.read();
      },
      keepReading: ({ keep }) => {
        this.kept = keep ? this.reading : null;
        this.tell('keptChanged', { kept: this.kept });
      },
      mark: ({ mark }) => {
        this.mark = mark;
      },
      tintEditor: ({ tint }) => {
        this.tint = tint;
      },
      tokenizeBy: ({ tokenizer }, context) => {
        const { subject, special } = this.state;
        return runtime.tokenize({ text: subject?.text ?? '', tokenizer, special }, context);
      },
      chatTokens: (params, context) => runtime.chatTokens(params, context),
      vocabulary: (params) => this.vocabulary(params),
      tokenOrigin: ({ index }) => this.tokenOrigin(index),
      distribution: (params) => this.distribution(params),
      append: async (params, context) => {
        if ('seed' in params.choice) this.seeds.push(params.choice.seed);
        const token = await runtime.append(params, context);
        this.appended.push(token);
        return token;
      },
      stepBack: async (params, context) => {
        const left = await runtime.stepBack(params, context);
        this.appended.length = left.appended;
        return left;
      },
      attentionOverview: (params) => this.attentionOverview(params),
      attentionHead: (params) => this.attentionHead(params),
      attentionSlice: (params, context) => this.attentionSlice(params, context),
      probeHeads: () => this.probeHeads(),
      lens: (params) => this.lens(params),
      attribution: (params) => this.attribution(params),
      ablation: (params) => this.ablation(params),
      attentionWeight: (params) => this.attentionWeight(params),
      startTrace: (params) => {
        const { subject, model } = this.state;
        if (subject) this.trace.start(params, { text: subject.text, model, maxTokens: 200 });
      },
      cancelTrace: () => this.trace.cancel(),
    };
  }
}

const noContext = { signal: new AbortController().signal, progress: () => {} };
