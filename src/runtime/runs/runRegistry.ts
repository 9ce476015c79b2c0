import { LoupeError } from '../../protocol/errors';
import type { Run } from './run';

/** The runs that are kept, least recently used first. */
export class RunRegistry {
  private readonly runs = new Map<string, Run>();

  constructor(private budget: number) {}

  get budgetBytes(): number {
    return this.budget;
  }

  setBudget(bytes: number): void {
    this.budget = bytes;
    this.evict();
  }

  add(run: Run): void {
    this.runs.delete(run.id);
    this.runs.set(run.id, run);
    this.evict();
  }

  /** Counts as a use. Throws `LoupeError('runGone')`. */
  get(id: string): Run {
    const run = this.runs.get(id);
    if (!run) throw new LoupeError('runGone');
    this.runs.delete(id);
    this.runs.set(id, run);
    return run;
  }

  free(id: string): void {
    this.runs.delete(id);
  }

  clear(): void {
    this.runs.clear();
  }

  /** Drops the least recently used until the rest fits the budget; the newest stays even alone beyond it. */
  evict(): void {
    let bytes = 0;
    for (const run of this.runs.values()) bytes += run.bytes;
    for (const run of this.runs.values()) {
      if (bytes <= this.budget || this.runs.size === 1) return;
      this.runs.delete(run.id);
      bytes -= run.bytes;
    }
  }
}
