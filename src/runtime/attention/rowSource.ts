import type { PositionRange } from '../../protocol/runs';
import type { Rollouts } from './rollouts';

/** What goes on while rows are had. */
export interface RowsContext {
  signal?: AbortSignal;
  /** Rows done of all that were asked for. */
  progress?(value: { done: number; total: number }): void;
}

/** Rows of several layers and heads for the same queries. `row` is [query + 1] weights, a view: keys beyond are of the future. */
export interface RowBand extends PositionRange {
  row(layer: number, head: number, query: number): Float32Array;
}

/** Attention of all layers and heads over some tokens, wherever its rows come from: a model, or a file. */
export interface RowSource {
  /** For errors. */
  readonly modelName: string;
  readonly layers: number;
  readonly heads: number;
  /** [T] */
  readonly ids: readonly number[] | Int32Array;
  readonly rollouts: Rollouts;

  /** Rows of some heads of some layers, band by band. Fails with `cancelled` between bands, and where rows cannot be had. */
  bands(
    layers: readonly number[],
    heads: readonly number[],
    queries: PositionRange,
    context?: RowsContext,
  ): AsyncIterable<RowBand>;
}
