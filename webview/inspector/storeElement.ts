import { LitElement, type PropertyValues } from 'lit';
import type { Disposable } from '../../src/protocol/disposable';
import type { InspectorStore } from './store';

/** An element that shows the store: renders anew when it changes, for as long as it is on the page. */
export abstract class StoreElement extends LitElement {
  static override properties = { store: { attribute: false } };

  declare store: InspectorStore;
  private subscriptions: Disposable[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.subscriptions = [
      this.store.changed.on(() => this.requestUpdate()),
      this.store.marks.changed.on(() => this.marksChanged()),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** At most once a frame: a stream of tokens, or several pushes for one cause, are painted once. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await new Promise((resolve) => requestAnimationFrame(resolve));
    super.scheduleUpdate();
  }

  protected override shouldUpdate(_changed: PropertyValues): boolean {
    return this.store.snapshot !== null;
  }

  /** Called for every change of marks; elements that show none ignore it. */
  protected marksChanged(): void {}
}
