import * as vscode from 'vscode';
import { DisposableStore } from '../../protocol/disposable';
import { ComparePanel, type ComparePanelParts, compareViewType } from './comparePanel';
import { EditorSelections } from './editorSelections';
import { filePrompts } from './filePrompts';

/** The Compare panel's commands, and its return after a restart of the window. There is at most one panel. */
export class CompareView implements vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private readonly parts: ComparePanelParts;
  private current: ComparePanel | undefined;

  constructor(parts: Omit<ComparePanelParts, 'selections'>) {
    this.parts = { ...parts, selections: this.disposables.add(new EditorSelections()) };
    this.command('loupe.compare', () => {
      this.open();
    });
    this.command('loupe.compareSelections', () => {
      const prompts = this.parts.selections.prompts();
      if (prompts.length > 0) this.open().addPrompts(prompts);
    });
    // The explorer passes the entry that was clicked and all that are selected.
    this.command('loupe.compareFiles', async (clicked: vscode.Uri, selected: vscode.Uri[] = [clicked]) => {
      const prompts = await filePrompts(selected);
      if (prompts.length > 0) this.open().addPrompts(prompts);
    });
    this.disposables.add(
      vscode.window.registerWebviewPanelSerializer(compareViewType, {
        deserializeWebviewPanel: async (panel) => {
          this.adopt(new ComparePanel(panel, this.parts));
        },
      }),
    );
  }

  /** Undefined while none is open. */
  get panel(): ComparePanel | undefined {
    return this.current;
  }

  dispose(): void {
    this.current?.dispose();
    this.disposables.dispose();
  }

  private open(): ComparePanel {
    this.current?.reveal();
    return this.current ?? this.adopt(ComparePanel.open(this.parts));
  }

  private adopt(panel: ComparePanel): ComparePanel {
    this.current?.dispose();
    this.current = panel;
    panel.onDidDispose(() => {
      if (this.current === panel) this.current = undefined;
    });
    return panel;
  }

  private command(id: string, run: (...args: never[]) => unknown): void {
    this.disposables.add(vscode.commands.registerCommand(id, run));
  }
}
