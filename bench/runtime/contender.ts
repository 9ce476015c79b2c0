import type { ModelFiles } from './models/makeModel';
import type { Precision } from './models/precision';

/** What a run keeps of the attention: nothing, the row of each newest token, or all rows. */
export type Capture = 'none' | 'lastRow' | 'all';

/** One of the runtimes that are measured, with a model opened. */
export interface Contender {
  /** Logits [vocabulary] after the last of `ids`, read from nothing. */
  logits(ids: readonly number[]): Promise<Float32Array>;
  /** Reads `ids` from nothing and continues them greedily; the first new token counts to the prefill. */
  run(ids: readonly number[], newTokens: number, capture: Capture): Promise<Times>;
}

export type Phase = 'prefill' | 'decode';

/** Milliseconds until the first new token, and from there to the last. */
export type Times = Record<Phase, number>;

export interface Opening {
  contender: ContenderName;
  files: ModelFiles;
  precision: Precision;
  threads: number;
}

export type ContenderName = 'loupe' | 'transformersJs' | 'nodeLlamaCpp';

/** What a contender's process is asked, and what it answers. */
export type Request =
  | { kind: 'logits'; ids: readonly number[] }
  | { kind: 'run'; ids: readonly number[]; newTokens: number; capture: Capture };

export type Reply = { error: string } | { result: unknown };

export function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
