import { type Disposable, Emitter } from '../../src/protocol/disposable';
import type { TextRange } from '../../src/protocol/generation';
import type { Mark } from '../../src/protocol/inspectorApi';

/**
 * What is marked, as ranges of the inspected text: one selected, one under the pointer. Ranges, not token numbers, since
 * tabs may cut the text differently. Own changes are told to the host once a frame, where only the last one counts.
 */
export class Marks implements Disposable {
  selected: TextRange | null = null;
  hovered: TextRange | null = null;
  readonly changed = new Emitter<void>();
  private frame = 0;

  constructor(private readonly send: (mark: Mark | null) => void) {}

  hover(range: TextRange | null): void {
    if (sameRange(range, this.hovered)) return;
    this.hovered = range;
    this.announce();
  }

  select(range: TextRange | null): void {
    this.selected = range;
    this.hovered = null;
    this.announce();
  }

  /**
   * What the host says, from the editor or for a page that just woke up. There is one pointer: while it is over this
   * page, a passing mark from elsewhere is a late one.
   */
  receive(mark: Mark | null): void {
    if (mark?.kind !== 'select' && document.documentElement.matches(':hover')) return;
    if (mark?.kind === 'select') this.selected = mark.range;
    if (mark === null) this.selected = null;
    this.hovered = mark?.kind === 'hover' ? mark.range : null;
    this.changed.fire();
  }

  /** Another text: its offsets mean something else. */
  clear(): void {
    this.selected = null;
    this.hovered = null;
    cancelAnimationFrame(this.frame);
    this.changed.fire();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.changed.dispose();
  }

  private announce(): void {
    this.changed.fire();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.send(this.current()));
  }

  private current(): Mark | null {
    if (this.hovered) return { range: this.hovered, kind: 'hover' };
    return this.selected ? { range: this.selected, kind: 'select' } : null;
  }
}

export const sameRange = (a: TextRange | null, b: TextRange | null): boolean =>
  a?.start === b?.start && a?.end === b?.end;
