import * as vscode from 'vscode';
import { type Disposable, DisposableStore, Emitter } from '../protocol/disposable';
import type { InspectorTab } from '../protocol/inspectorApi';
import { InspectorPanel, type InspectorPanelParts, inspectorViewType } from './inspectorPanel';

/** The Inspector: at most one panel, opened by a command or restored by VS Code. */
export class InspectorView implements Disposable {
  private readonly store = new DisposableStore();
  private readonly visibility = this.store.add(new Emitter<boolean>());
  panel: InspectorPanel | undefined;

  /** Tells when it comes into view, goes out of view, or is closed. */
  readonly onDidChangeVisibility = this.visibility.on;

  constructor(private readonly parts: InspectorPanelParts) {
    this.store.add(
      vscode.window.registerWebviewPanelSerializer(inspectorViewType, {
        deserializeWebviewPanel: async (panel) => this.adopt(new InspectorPanel(panel, parts)),
      }),
    );
  }

  get visible(): boolean {
    return this.panel?.visible ?? false;
  }

  /** Opens it beside the editor, or brings it into view, without taking the focus. */
  show(tab?: InspectorTab): void {
    if (this.panel) this.panel.reveal();
    else this.adopt(InspectorPanel.create(this.parts));
    if (tab) this.panel?.showTab(tab);
  }

  dispose(): void {
    this.panel?.dispose();
    this.store.dispose();
  }

  private adopt(panel: InspectorPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.onDidChangeVisibility(() => this.visibility.fire(panel.visible));
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.visibility.fire(false);
    });
    this.visibility.fire(panel.visible);
  }
}
