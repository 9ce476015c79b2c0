import type { StopReason } from './generation';
import type { Method } from './rpc';
import type { GeneratedToken, Sampling } from './runs';

/** What to compare: every prompt under every model, `repeats` times. */
export interface ComparisonSetup {
  /** Two to eight. */
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

export interface ComparisonPrompt {
  /** For people: where it came from, or a number. */
  label: string;
  text: string;
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

export type ComparisonProgress =
  | { kind: 'token'; cell: CellKey; token: GeneratedToken }
  | { kind: 'cell'; cell: ComparisonCell }
  | { kind: 'failed'; cell: CellKey; message: string };

export interface CompareSnapshot {
  setup: ComparisonSetup;
  models: { id: string; name: string; chat: boolean; thinking: boolean }[];
  cells: ComparisonCell[];
  presets: { name: string; setup: Partial<ComparisonSetup> }[];
}

/** What the host serves to the Compare webview. */
export interface CompareHostApi {
  ready: Method<void, CompareSnapshot>;
  /** The host owns the setup; the webview sends what was edited. */
  setSetup: Method<{ setup: ComparisonSetup }, void>;
  run: Method<void, { cells: ComparisonCell[] }, ComparisonProgress>;
  export: Method<{ format: 'json' | 'markdown' }, void>;
  /** Adds the editor's selection as a prompt. */
  addSelection: Method<void, void>;
}

/** What the Compare webview serves to the host. */
export interface CompareViewApi {
  snapshotChanged: Method<{ snapshot: CompareSnapshot }, void>;
}
