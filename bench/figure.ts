/** One measured figure with the goal that it is held against. */
export interface Figure {
  name: string;
  value: number;
  unit: 'ms' | 'kB' | '×';
  /** At most this much, in the same unit. */
  goal: number;
  /** How it was measured, in a few words. */
  how: string;
}

/** Measures the figures of one part of the product. */
export interface Group {
  name: string;
  measure(): Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Median durations in milliseconds of several tasks, run in turns so that what else the machine does hits all alike.
 * The first turn only warms up.
 */
export async function interleaved(turns: number, tasks: readonly (() => unknown)[]): Promise<number[]> {
  const times: number[][] = tasks.map(() => []);
  for (let turn = 0; turn <= turns; turn++) {
    for (const [i, task] of tasks.entries()) {
      const start = performance.now();
      await task();
      if (turn > 0) times[i].push(performance.now() - start);
    }
  }
  return times.map(median);
}
