import type * as vscode from 'vscode';
import { type Disposable, DisposableStore, Emitter } from '../protocol/disposable';
import { LoupeError } from '../protocol/errors';
import { type Api, Connection, type Envelope, type Handlers, type Link } from '../protocol/rpc';
import { inOneBuffer } from './oneBuffer';

/**
 * The host's end of a webview panel. A page's first word is its request `ready`, which begins a connection of its own:
 * a page that was hidden or moved is loaded anew, counts its requests from 1 again, and must not get answers meant for
 * the page before it.
 */
export class WebviewPeer<Served extends Api<Served> & { ready: unknown }, Called extends Api<Called>>
  implements Disposable
{
  private readonly disposables = new DisposableStore();
  private page: { link: PageLink; connection: Connection<Served, Called> } | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly handlers: Handlers<Served>,
    /** Told about errors that are not `LoupeError`s. */
    private readonly onBug: (method: string, error: unknown) => void,
  ) {
    this.disposables.add(panel.webview.onDidReceiveMessage((envelope: Envelope) => this.receive(envelope)));
    this.disposables.add(panel.onDidChangeViewState(() => panel.visible || this.closePage()));
    this.disposables.add(panel.onDidDispose(() => this.dispose()));
  }

  /** Undefined while no page listens: before its `ready` and while hidden. The next `ready` gets a whole snapshot. */
  get view(): Connection<Served, Called> | undefined {
    return this.page?.connection;
  }

  /** Tells the page, if one listens. A page that closes meanwhile gets a whole snapshot when it comes back. */
  tell<K extends keyof Called & string>(method: K, params: Called[K]['params']): void {
    this.view?.request(method, params).catch((error) => {
      if (!(error instanceof LoupeError && error.code === 'linkClosed')) this.onBug(method, error);
    });
  }

  dispose(): void {
    this.closePage();
    this.disposables.dispose();
  }

  private receive(envelope: Envelope): void {
    if (envelope.kind === 'request' && envelope.method === 'ready') this.openPage();
    this.page?.link.messages.fire(envelope);
  }

  private openPage(): void {
    this.closePage();
    const link = new PageLink(this.panel.webview);
    this.page = { link, connection: new Connection<Served, Called>(link, this.handlers, this.onBug) };
  }

  private closePage(): void {
    this.page?.connection.dispose();
    this.page = undefined;
  }
}

/** One page load. */
class PageLink implements Link {
  readonly messages = new Emitter<Envelope>();
  readonly onMessage = this.messages.on;

  constructor(private readonly webview: vscode.Webview) {}

  send(envelope: Envelope): void {
    void this.webview.postMessage(inOneBuffer(envelope));
  }

  /** The connection is disposed of with its page; the link never closes by itself. */
  onClose(): Disposable {
    return { dispose() {} };
  }
}
