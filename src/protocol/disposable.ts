/** Whatever has a lifetime is a disposable from birth. Structurally equal to `vscode.Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables in order of creation and disposes of them in reverse. */
export class DisposableStore implements Disposable {
  private items: Disposable[] = [];
  private disposed = false;

  /** Adds and returns `item`; one that comes after `dispose()` is disposed of at once. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}

/** A listener list: `on` subscribes, `fire` calls every listener, in order. */
export class Emitter<T> implements Disposable {
  private listeners = new Set<(value: T) => void>();

  readonly on = (listener: (value: T) => void): Disposable => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}
