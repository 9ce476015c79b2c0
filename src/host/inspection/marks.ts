import { type Disposable, Emitter } from '../../protocol/disposable';
import type { Mark } from '../../protocol/inspectorApi';

export interface MarkChange {
  mark: Mark | null;
  /** The page that marks, if one does: it knows. */
  by: unknown;
}

/** The one mark that pages and editors show: a selected one, or for a while the one under the pointer. */
export class Marks implements Disposable {
  private readonly emitter = new Emitter<MarkChange>();
  /** The mark that shows again when a passing one ends. */
  private selected: Mark | null = null;
  current: Mark | null = null;

  readonly onDidChange = this.emitter.on;

  set(mark: Mark | null, by?: unknown): void {
    if (mark?.kind !== 'hover') this.selected = mark;
    if (mark === this.current) return;
    this.current = mark;
    this.emitter.fire({ mark, by });
  }

  /** The pointer is over no token any more: what was selected before shows again. */
  endHover(): void {
    if (this.current?.kind === 'hover') this.set(this.selected);
  }

  dispose(): void {
    this.emitter.dispose();
  }
}
