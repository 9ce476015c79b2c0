import type { SetupEdit } from './compareEdits';
import type { StopReason } from './generation';
import type { ModelChoice } from './models';
import type { Method } from './rpc';
import type { GeneratedToken, Sampling } from './runs';

/** What to compare: every prompt under every model, `repeats` times. */
export interface ComparisonSetup {
  /** Two to eight, of which some may be blank. */
  prompts: ComparisonPrompt[];
  /** Model ids. */
  models: string[];
  chat: boolean;
  thinking: boolean;
  sampling: Sampling;
  /** Repeat r uses seed + r. */
  seed: number;
  repeats: number;
  maxTokens: number;
}

/** A prompt is edited under its `id`, which stays the same wherever it moves; unique within a setup. */
export interface ComparisonPrompt extends PromptContent {
  id: string;
}

export interface PromptContent {
  /** For people: where it came from; empty for one that was typed, which goes by its number. */
  label: string;
  text: string;
  /** Where it is a chat message: the system message before it; absent, null or blank: none. */
  system?: string | null;
  /** In place of the setup's, so that rows can differ in settings alone; absent or null: the setup's. */
  chat?: boolean | null;
  thinking?: boolean | null;
  temperature?: number | null;
}

/** Which cell of the grid. */
export interface CellKey {
  prompt: number;
  model: string;
  repeat: number;
}

export interface ComparisonCell extends CellKey {
  promptTokens: number;
  tokens: GeneratedToken[];
  text: string;
  stop: StopReason;
  /** exp(mean surprisal) of the output's tokens; null for an empty output. */
  perplexity: number | null;
}

/** A cell that ended early, by an error or by cancelling, with what came before. */
export interface FailedCell extends CellKey {
  message: string;
  tokens: GeneratedToken[];
}

/** One run of a setup. Cells name their prompt by its index in this setup, whatever was edited since. */
export interface ComparisonResults {
  setup: ComparisonSetup;
  cells: ComparisonCell[];
  failures: FailedCell[];
  /** The cell that is being generated, with its tokens so far; null between cells and when the run is over. */
  current: { cell: CellKey; tokens: GeneratedToken[] } | null;
  running: boolean;
}

export type ComparisonProgress =
  | { kind: 'token'; cell: CellKey; token: GeneratedToken }
  | { kind: 'cell'; cell: ComparisonCell }
  | { kind: 'failed'; cell: FailedCell };

export interface ComparisonPreset {
  id: string;
  name: string;
  /** What to look for in its outputs. */
  about: string;
  setup: Partial<ComparisonSetup>;
}

export interface CompareSnapshot {
  setup: ComparisonSetup;
  models: ModelChoice[];
  /** Null before the first run. */
  results: ComparisonResults | null;
  presets: ComparisonPreset[];
  /** The preset to run at once; null for none. */
  startPreset: string | null;
}

/** What the host serves to the Compare webview. */
export interface CompareHostApi {
  ready: Method<void, CompareSnapshot>;
  /** The host owns the setup; the webview sends each edit, in order. */
  edit: Method<SetupEdit, void>;
  /** Runs the setup in place of whatever runs; answers when it is over or was replaced. */
  run: Method<void, void>;
  /** Ends the run; what came until then stays. */
  cancel: Method<void, void>;
  export: Method<{ format: 'json' | 'markdown' }, void>;
  /** Adds the editor's selections as prompts. */
  addSelection: Method<void, void>;
  /** Lets the user choose files and adds each as a prompt. */
  addFiles: Method<void, void>;
}

/** What the Compare webview serves to the host. */
export interface CompareViewApi {
  /** The host itself changed the setup, which holds the first `edits` of the edits that this page sent. */
  setupChanged: Method<{ setup: ComparisonSetup; edits: number }, void>;
  /** Runs a preset, named by its id. */
  runPreset: Method<{ id: string }, void>;
  modelsChanged: Method<{ models: ModelChoice[] }, void>;
  /** A run began or is over. */
  resultsChanged: Method<{ results: ComparisonResults | null }, void>;
  progressed: Method<ComparisonProgress, void>;
}
