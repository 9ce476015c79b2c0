import { type Disposable, Emitter } from './disposable';
import { fromWireError, LoupeError, toWireError, type WireError } from './errors';

/**
 * One rpc for three links: the runtime's process channel, a webview, and an in-memory pair for tests.
 * Every request settles: with a value, with a typed error, or rejected when the link closes.
 */
export interface Link {
  send(envelope: Envelope): void;
  onMessage(listener: (envelope: Envelope) => void): Disposable;
  onClose(listener: () => void): Disposable;
}

export type Envelope =
  | { kind: 'request'; id: number; method: string; params: unknown }
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: WireError }
  | { kind: 'cancel'; id: number };

/** A method's parameters, result, and the values it reports on the way. */
export interface Method<Params, Result, Progress = never> {
  params: Params;
  result: Result;
  progress: Progress;
}

// biome-ignore lint/suspicious/noExplicitAny: the table's members are narrowed at each use.
export type Api<T> = { [K in keyof T]: Method<any, any, any> };

export interface HandlerContext<Progress> {
  /** Aborted when the caller cancels or the link closes; the reason is the `LoupeError` that says which. */
  signal: AbortSignal;
  progress(value: Progress): void;
}

export type Handlers<T extends Api<T>> = {
  [K in keyof T]: (
    params: T[K]['params'],
    context: HandlerContext<T[K]['progress']>,
  ) => T[K]['result'] | Promise<T[K]['result']>;
};

export interface RequestOptions<Progress> {
  signal?: AbortSignal;
  onProgress?(value: Progress): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  progress?: (value: never) => void;
}

/** One end of a link: serves the methods `Served`, calls the methods `Called` of the other end. */
export class Connection<Served extends Api<Served>, Called extends Api<Called>> implements Disposable {
  private nextId = 1;
  private closed = false;
  private readonly pending = new Map<number, Pending>();
  private readonly running = new Map<number, AbortController>();
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly link: Link,
    private readonly handlers: Handlers<Served>,
    /** Told about errors that are not `LoupeError`s: bugs, for the log. */
    private readonly onBug: (method: string, error: unknown) => void = () => {},
  ) {
    this.subscriptions = [link.onMessage((envelope) => this.receive(envelope)), link.onClose(() => this.dispose())];
  }

  request<K extends keyof Called & string>(
    method: K,
    params: Called[K]['params'],
    options: RequestOptions<Called[K]['progress']> = {},
  ): Promise<Called[K]['result']> {
    const { signal, onProgress } = options;
    if (this.closed) return Promise.reject(new LoupeError('linkClosed'));
    if (signal?.aborted) return Promise.reject(new LoupeError('cancelled'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const cancel = () => this.link.send({ kind: 'cancel', id });
      const settle = () => {
        this.pending.delete(id);
        signal?.removeEventListener('abort', cancel);
      };
      this.pending.set(id, {
        resolve: (value) => {
          settle();
          resolve(value as Called[K]['result']);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        progress: onProgress,
      });
      signal?.addEventListener('abort', cancel);
      try {
        this.link.send({ kind: 'request', id, method, params });
      } catch (error) {
        this.pending.get(id)?.reject(error as Error);
      }
    });
  }

  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const controller of this.running.values()) controller.abort(new LoupeError('linkClosed'));
    for (const request of [...this.pending.values()]) request.reject(new LoupeError('linkClosed'));
  }

  private receive(envelope: Envelope): void {
    switch (envelope.kind) {
      case 'request':
        void this.serve(envelope.id, envelope.method, envelope.params);
        break;
      case 'cancel':
        this.running.get(envelope.id)?.abort(new LoupeError('cancelled'));
        break;
      case 'progress':
        this.pending.get(envelope.id)?.progress?.(envelope.value as never);
        break;
      case 'result':
        this.pending.get(envelope.id)?.resolve(envelope.value);
        break;
      case 'error':
        this.pending.get(envelope.id)?.reject(fromWireError(envelope.error));
        break;
    }
  }

  private async serve(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      const handler = Object.hasOwn(this.handlers, method) ? this.handlers[method as keyof Served] : undefined;
      if (!handler) throw new Error(`Unknown method ${method}`);
      const value = await handler(params as never, {
        signal: controller.signal,
        progress: (progress) => this.post({ kind: 'progress', id, value: progress }),
      });
      this.post({ kind: 'result', id, value });
    } catch (error) {
      if (!(error instanceof LoupeError)) this.onBug(method, error);
      this.post({ kind: 'error', id, error: toWireError(error) });
    } finally {
      this.running.delete(id);
    }
  }

  private post(envelope: Envelope): void {
    if (!this.closed) this.link.send(envelope);
  }
}

/** Two linked ends in one process, for tests. Closing one closes the other. */
export function memoryLinkPair(): [Link & Disposable, Link & Disposable] {
  const closed = new Emitter<void>();
  const inboxes = [new Emitter<Envelope>(), new Emitter<Envelope>()] as const;
  const end = (own: 0 | 1): Link & Disposable => ({
    send: (envelope) => queueMicrotask(() => inboxes[own === 0 ? 1 : 0].fire(envelope)),
    onMessage: inboxes[own].on,
    onClose: closed.on,
    dispose: () => closed.fire(),
  });
  return [end(0), end(1)];
}
