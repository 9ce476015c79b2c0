import * as vscode from 'vscode';
import { DisposableStore } from '../../protocol/disposable';
import { ComparePanel, type ComparePanelParts, compareViewType } from './comparePanel';
import { presets } from './presets';
import { selectionPrompts } from './selectionPrompts';

/** Compare: at most one panel, opened by a command or restored by VS Code. */
export class CompareView implements vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private current: ComparePanel | undefined;

  constructor(private readonly parts: ComparePanelParts) {
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

  /** Brings the panel into view, or opens one. */
  show(): ComparePanel {
    this.current?.reveal();
    return this.current ?? this.adopt(ComparePanel.open(this.parts));
  }

  /** Runs a preset: the one with that id, else one that the person chooses. */
  async showPreset(id?: string): Promise<void> {
    const installed = this.parts.models.models.map((model) => model.id);
    const all = presets(vscode.l10n.t, vscode.env.language, installed);
    const items = all.map((preset) => ({ label: preset.name, detail: preset.about, preset }));
    const placeHolder = vscode.l10n.t('Choose a comparison to run');
    const preset =
      all.find((known) => known.id === id) ?? (await vscode.window.showQuickPick(items, { placeHolder }))?.preset;
    if (!preset) return;
    this.show().runPreset(preset.id);
    // By this the walkthrough knows which of its steps is done.
    await vscode.commands.executeCommand('setContext', 'loupe.lastPreset', preset.id);
  }

  /** Adds the editor's selections as prompts. */
  showSelections(): void {
    const prompts = selectionPrompts(this.parts.lastEditor.value);
    if (prompts.length > 0) this.show().addPrompts(prompts);
  }

  /** Adds files as prompts. The explorer passes the entry that was clicked and all that are selected. */
  async showFiles(clicked: vscode.Uri, selected: readonly vscode.Uri[] = [clicked]): Promise<void> {
    await this.show().addFiles(selected);
  }

  dispose(): void {
    this.current?.dispose();
    this.disposables.dispose();
  }

  private adopt(panel: ComparePanel): ComparePanel {
    this.current?.dispose();
    this.current = panel;
    panel.onDidDispose(() => {
      if (this.current === panel) this.current = undefined;
    });
    return panel;
  }
}
