import type { AttentionTint } from '../../protocol/attentionTint';
import { type Disposable, Emitter } from '../../protocol/disposable';
import type { Results } from './results';

/** The attention that a page has the editor tinted by, for as long as its reading is the inspected one. */
export class Tint implements Disposable {
  private readonly emitter = new Emitter<void>();
  private readonly following: Disposable;
  current: AttentionTint | null = null;

  readonly onDidChange = this.emitter.on;

  constructor(private readonly results: Results) {
    this.following = results.onDidChangeReading(() => this.set(null));
  }

  /** A tint of another reading than the inspected one is none: its page does not know yet. */
  set(tint: AttentionTint | null): void {
    const next = tint?.runId === this.results.reading?.runId ? tint : null;
    if (next === this.current) return;
    this.current = next;
    this.emitter.fire();
  }

  dispose(): void {
    this.following.dispose();
    this.emitter.dispose();
  }
}
