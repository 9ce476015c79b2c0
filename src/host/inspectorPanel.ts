import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import type { InspectorHostApi, InspectorSnapshot, InspectorTab, InspectorViewApi } from '../protocol/inspectorApi';
import type { Handlers } from '../protocol/rpc';
import type { Inspection } from './inspection/inspection';
import type { TraceRun } from './inspection/traceRun';
import { webviewHtml, webviewOptions } from './webviewHtml';
import { WebviewPeer } from './webviewLink';

export const inspectorViewType = 'loupe.inspector';

export interface InspectorPanelParts {
  extensionUri: vscode.Uri;
  inspection: Inspection;
  trace: TraceRun;
  /** What the page asks for besides its snapshot. */
  handlers: Omit<Handlers<InspectorHostApi>, 'ready' | 'mark'>;
  onBug(method: string, error: unknown): void;
}

/** One open Inspector panel. It shows the inspection and owns nothing of it. */
export class InspectorPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly peer: WebviewPeer<InspectorHostApi, InspectorViewApi>;
  private pendingTab: InspectorTab | undefined;

  readonly onDidDispose: vscode.Event<void>;
  readonly onDidChangeVisibility: vscode.Event<unknown>;

  static create(parts: InspectorPanelParts): InspectorPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(
      inspectorViewType,
      title(),
      column,
      webviewOptions(parts.extensionUri),
    );
    return new InspectorPanel(panel, parts);
  }

  /** Takes over a new panel, or one that VS Code restored. */
  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly parts: InspectorPanelParts,
  ) {
    const { inspection, trace, extensionUri } = parts;
    this.onDidDispose = panel.onDidDispose;
    this.onDidChangeVisibility = panel.onDidChangeViewState;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.title = title();
    const { results, marks } = inspection;
    const handlers: Handlers<InspectorHostApi> = {
      ...parts.handlers,
      ready: () => this.snapshot(),
      mark: ({ mark }) => marks.set(mark, this),
    };
    this.peer = this.store.add(new WebviewPeer(panel, handlers, parts.onBug));
    this.store.add(inspection.onDidChangeState((state) => this.tell('stateChanged', { state })));
    this.store.add(results.onDidChangePhase((phase) => this.tell('phaseChanged', { phase })));
    this.store.add(
      results.onDidChangeTokenization((tokenization) => this.tell('tokenizationChanged', { tokenization })),
    );
    this.store.add(results.onDidChangeReading((reading) => this.tell('readingChanged', { reading })));
    this.store.add(results.onDidChangeKept((kept) => this.tell('keptChanged', { kept })));
    // A page that was told of its own mark, late, would take it for a newer one than its latest.
    this.store.add(marks.onDidChange(({ mark, by }) => by !== this && this.tell('markChanged', { mark })));
    this.store.add(trace.onDidChange((state) => this.tell('traceChanged', { trace: state })));
    this.store.add(trace.onDidProgress((progress) => this.tell('traceProgressed', progress)));
    panel.onDidDispose(() => this.store.dispose());
    panel.webview.html = webviewHtml(panel.webview, extensionUri, 'inspector', panel.title);
  }

  get visible(): boolean {
    return this.panel.visible;
  }

  /** True while its page listens. */
  get listening(): boolean {
    return this.peer.view !== undefined;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Shows a tab, now or as soon as the page listens. */
  showTab(tab: InspectorTab): void {
    if (this.listening) this.tell('showTab', { tab });
    else this.pendingTab = tab;
  }

  /** Has the page take the editor's tint away, and no more ask for one. */
  clearTint(): void {
    this.tell('clearTint', undefined);
  }

  dispose(): void {
    this.store.dispose();
    this.panel.dispose();
  }

  private snapshot(): InspectorSnapshot {
    const { state, tokenization, reading, marks, reader, results } = this.parts.inspection;
    if (this.pendingTab) this.tell('showTab', { tab: this.pendingTab });
    this.pendingTab = undefined;
    const trace = this.parts.trace.state;
    return { state, tokenization, reading, kept: results.kept, mark: marks.current, appended: reader.appended, trace };
  }

  private tell<K extends keyof InspectorViewApi>(method: K, params: InspectorViewApi[K]['params']): void {
    this.peer.tell(method, params);
  }
}

const title = () => vscode.l10n.t('Inspector');
