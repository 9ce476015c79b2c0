import type { Ablation, AblationParams } from './ablation';
import type { AttentionTint } from './attentionTint';
import type { AttentionWeight, AttentionWeightParams } from './attentionWeight';
import type { ChatParams, ChatTokens } from './chat';
import type { TextRange, Trace, TracePart, TraceProgress } from './generation';
import type { Attribution, AttributionParams, Lens, LensParams } from './lens';
import type { ModelChoice } from './models';
import type { Method } from './rpc';
import type {
  AppendParams,
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
  ReadParams,
  SliceParams,
} from './runs';
import type { TokenOrigin } from './tokenOrigin';
import type { SpecialReading, Tokenization, TokenizerRef } from './tokens';
import type { VocabularyPage, VocabularyParams } from './vocabulary';

/** What is being inspected, as far as it is small. The host owns it; the webview shows it. */
export interface InspectionState {
  /** Null until something was inspected. */
  subject: InspectionSubject | null;
  /** The document was edited where the subject was: it is not there any more as it was inspected. */
  edited: boolean;
  models: ModelChoice[];
  model: string;
  tokenizers: { ref: TokenizerRef; name: string }[];
  tokenizer: TokenizerRef;
  special: SpecialReading;
  /** Part of a text beyond the model's context. */
  part: 'start' | 'end';
  /** The settings' seed, for whatever is drawn at random and has none of its own. */
  seed: number;
  /** True: the Inspector does not follow the selection. */
  pinned: boolean;
  phase: InspectionPhase;
  /** It comes from a run file: there is no model that could go on from it, and no editor with its text. */
  saved?: true;
}

export interface InspectionSubject {
  /** The document's name, for people. */
  document: string;
  /** The text under inspection; every offset in readings, tokenizations and marks counts from its start. */
  text: string;
  /** 1-based line of its first character. */
  line: number;
  /** False: nothing was selected, and the text is the document, up to a limit. */
  selection: boolean;
  /** The text was cut to this limit before it was sent; null when whole. */
  cutFrom: number | null;
}

export type InspectionPhase =
  | { kind: 'idle' }
  | { kind: 'starting' }
  | { kind: 'reading'; done: number; total: number }
  | { kind: 'failed'; message: string; action: 'retryRuntime' | 'inspect' | 'chooseModel' | null };

/** All of it, for a webview that just woke up. */
export interface InspectorSnapshot {
  state: InspectionState;
  /** By the chosen tokenizer. */
  tokenization: Tokenization | null;
  /** By the model; absent while it runs for the first time or after a failure without an earlier one. */
  reading: Reading | null;
  /** The earlier one that is compared with; its run answers as that of `reading` does. */
  kept: Reading | null;
  /** Where a mark is, in the subject's offsets. */
  mark: Mark | null;
  /** Tokens appended to the reading's run so far, in order, so that a page that was hidden does not lose them. */
  appended: GeneratedToken[];
  trace: TraceState;
}

/** The trace that runs and the last one that finished. The host owns them: a page that is hidden loses neither. */
export interface TraceState {
  /** Tokens so far of the one that runs, in order; null while none does. */
  stream: Record<TracePart, GeneratedToken[]> | null;
  /** It stays while another one runs. */
  finished: FinishedTrace | null;
  /** Why the last one failed, for people. */
  problem: string | null;
}

export interface FinishedTrace {
  /** The text that was asked or read. */
  question: string;
  trace: Trace;
}

/** A range of text marked everywhere: hovered (passing) or selected (until another is). */
export interface Mark {
  range: TextRange;
  kind: 'hover' | 'select';
}

export interface InspectorTraceParams {
  source: 'question' | 'transcript';
  thinking: boolean;
  temperature: number;
  seed: number;
}

export interface SavedFile {
  /** Without ending. */
  name: string;
  /** Its ending. */
  format: 'png' | 'svg' | 'csv' | 'json' | 'html';
  content: string | Uint8Array;
}

/** What the host serves to the Inspector's webview. Runs are named by id; a freed one answers with `runGone`. */
export interface InspectorHostApi {
  ready: Method<void, InspectorSnapshot>;
  inspect: Method<void, void>;
  cancel: Method<void, void>;
  setPinned: Method<{ pinned: boolean }, void>;
  setModel: Method<{ model: string }, void>;
  setTokenizer: Method<{ tokenizer: TokenizerRef }, void>;
  /** Lets people choose, add and remove tokenizers. */
  pickTokenizer: Method<void, void>;
  setSpecial: Method<{ special: SpecialReading }, void>;
  setPart: Method<{ part: ReadParams['beyondContext'] & ('start' | 'end') }, void>;
  /** True keeps the reading that is shown, in place of the one that was kept; false lets that go. */
  keepReading: Method<{ keep: boolean }, void>;
  mark: Method<{ mark: Mark | null }, void>;
  /** Tints the inspected text in the editor by attention; null takes the tint away. */
  tintEditor: Method<{ tint: AttentionTint | null }, void>;
  /** To the clipboard. */
  copy: Method<{ text: string }, void>;
  /** Scrolls the editor to the range and selects it there. */
  reveal: Method<{ range: TextRange }, void>;
  /** The text by another of the tokenizers on offer. */
  tokenizeBy: Method<{ tokenizer: TokenizerRef }, Tokenization>;
  /** Messages as the chat template of one of the tokenizers on offer writes them, cut into tokens. */
  chatTokens: Method<ChatParams, ChatTokens>;
  /** Rows of the vocabulary of one of the tokenizers on offer. */
  vocabulary: Method<VocabularyParams, VocabularyPage>;
  /** How a token of the tokenization came to be; cancelled where another tokenization is on its way. */
  tokenOrigin: Method<{ index: number }, TokenOrigin>;
  distribution: Method<DistributionParams, Distribution>;
  append: Method<AppendParams, GeneratedToken>;
  stepBack: Method<{ runId: string }, { appended: number }>;
  attentionOverview: Method<OverviewParams, AttentionOverview, { done: number; total: number }>;
  attentionHead: Method<HeadParams, AttentionMap, { done: number; total: number }>;
  attentionSlice: Method<SliceParams, AttentionSlice, { done: number; total: number }>;
  probeHeads: Method<{ model: string }, HeadProbe>;
  lens: Method<LensParams, Lens, { done: number; total: number }>;
  attribution: Method<AttributionParams, Attribution>;
  ablation: Method<AblationParams, Ablation>;
  attentionWeight: Method<AttentionWeightParams, AttentionWeight>;
  /** Begins a trace in place of the one that runs. */
  startTrace: Method<InspectorTraceParams, void>;
  /** Ends the trace that runs; the finished one stays. */
  cancelTrace: Method<void, void>;
  /** Asks where to write a file that the page made. */
  saveFile: Method<SavedFile, void>;
  /** Asks where to, and what of it. */
  saveRun: Method<void, void>;
  retryRuntime: Method<void, void>;
  showLog: Method<void, void>;
  manageModels: Method<void, void>;
}

/** What the Inspector's webview serves to the host. */
export interface InspectorViewApi {
  stateChanged: Method<{ state: InspectionState }, void>;
  /** `state.phase` alone: it changes with every chunk that is read. */
  phaseChanged: Method<{ phase: InspectionPhase }, void>;
  tokenizationChanged: Method<{ tokenization: Tokenization | null }, void>;
  readingChanged: Method<{ reading: Reading | null }, void>;
  keptChanged: Method<{ kept: Reading | null }, void>;
  markChanged: Method<{ mark: Mark | null }, void>;
  /** A trace began, finished, failed or was cancelled. */
  traceChanged: Method<{ trace: TraceState }, void>;
  /** One more token of the trace that runs. */
  traceProgressed: Method<TraceProgress, void>;
  showTab: Method<{ tab: InspectorTab }, void>;
  /** Somebody wants the editor's tint gone: the page is not to bring it back. */
  clearTint: Method<void, void>;
}

export type InspectorTab = 'tokens' | 'attention' | 'next' | 'layers' | 'trace';
