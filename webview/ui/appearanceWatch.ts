import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Disposable } from '../../src/protocol/disposable';
import { watchTheme } from './theme';

/** Tells an element, while it is in the page, that its size or the editor's colours have changed: what it draws by hand is to be drawn anew. */
export class AppearanceWatch implements ReactiveController {
  private readonly size = new ResizeObserver(() => this.changed());
  private theme: Disposable | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly changed: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.size.observe(this.host);
    this.theme = watchTheme(this.changed);
  }

  hostDisconnected(): void {
    this.size.disconnect();
    this.theme?.dispose();
  }
}
