import type { ComparisonSetup } from '../../src/protocol/compareApi';
import { edited, type SetupEdit } from '../../src/protocol/compareEdits';

/**
 * The setup as the page shows it: what the host said last, with the edits on top that the host has not taken yet. What the
 * host says while a key is on its way thus never takes that key back, and both end with the same setup.
 */
export class SetupDraft {
  private held: ComparisonSetup;
  private shown: ComparisonSetup;
  private sent = 0;
  /** Sent and not taken, oldest first. */
  private waiting: { number: number; edit: SetupEdit }[] = [];

  constructor(setup: ComparisonSetup) {
    this.held = setup;
    this.shown = setup;
  }

  get setup(): ComparisonSetup {
    return this.shown;
  }

  /** Returns the number of the edit, which counts from 1 and which `taken` wants back. */
  edit(edit: SetupEdit): number {
    this.shown = edited(this.shown, edit);
    this.waiting.push({ number: ++this.sent, edit });
    return this.sent;
  }

  /** The host answered that it took the edits up to this number. */
  taken(number: number): void {
    for (; this.waiting.length > 0 && this.waiting[0].number <= number; this.waiting.shift())
      this.held = edited(this.held, this.waiting[0].edit);
  }

  /** The host changed the setup, in which the first `edits` edits are. */
  replace(setup: ComparisonSetup, edits: number): void {
    this.held = setup;
    this.waiting = this.waiting.filter(({ number }) => number > edits);
    this.shown = this.waiting.reduce((before, { edit }) => edited(before, edit), this.held);
  }
}
