import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import type { InspectorHostApi, InspectorSnapshot, InspectorTab, InspectorViewApi } from '../protocol/inspectorApi';
import type { Handlers } from '../protocol/rpc';
import type { Inspection } from './inspection/inspection';
import type { Settings } from './settings';
import { webviewHtml, webviewOptions } from './webviewHtml';
import { WebviewPeer } from './webviewLink';

export const inspectorViewType = 'loupe.inspector';

export interface InspectorPanelParts {
  extensionUri: vscode.Uri;
  inspection: Inspection;
  settings: Settings;
  /** What the page asks for besides its snapshot. */
  handlers: Omit<Handlers<InspectorHostApi>, 'ready'>;
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
    const { inspection, extensionUri } = parts;
    this.onDidDispose = panel.onDidDispose;
    this.onDidChangeVisibility = panel.onDidChangeViewState;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.title = title();
    const handlers = { ...parts.handlers, ready: () => this.snapshot() };
    this.peer = this.store.add(new WebviewPeer(panel, handlers, parts.onBug));
    this.store.add(inspection.onDidChangeState((state) => this.tell('stateChanged', { state })));
    this.store.add(
      inspection.onDidChangeTokenization((tokenization) => this.tell('tokenizationChanged', { tokenization })),
    );
    this.store.add(inspection.onDidChangeReading((reading) => this.tell('readingChanged', { reading })));
    this.store.add(inspection.onDidChangeMark((mark) => this.tell('markChanged', { mark })));
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

  dispose(): void {
    this.store.dispose();
    this.panel.dispose();
  }

  private snapshot(): InspectorSnapshot {
    const { state, tokenization, reading, mark, reader, trace } = this.parts.inspection;
    const { seed, traceMaxTokens } = this.parts.settings;
    if (this.pendingTab) this.tell('showTab', { tab: this.pendingTab });
    this.pendingTab = undefined;
    const traceDefaults = { maxTokens: traceMaxTokens.value, seed: seed.value };
    return { state, tokenization, reading, mark, appended: reader.appended, trace, traceDefaults };
  }

  private tell<K extends keyof InspectorViewApi>(method: K, params: InspectorViewApi[K]['params']): void {
    this.peer.tell(method, params);
  }
}

const title = () => vscode.l10n.t('Inspector');
