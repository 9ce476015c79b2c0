import * as vscode from 'vscode';
import { DisposableStore } from '../../protocol/disposable';
import { ComparePanel, type ComparePanelParts, compareViewType } from './comparePanel';
import { EditorSelections } from './editorSelections';
import { filePrompts } from './filePrompts';

/** The Compare panel's commands, and its return after a restart of the window. There is at most one panel. */
export function registerCompare(given: Omit<ComparePanelParts, 'selections'>): vscode.Disposable {
  const disposables = new DisposableStore();
  const parts: ComparePanelParts = { ...given, selections: disposables.add(new EditorSelections()) };
  let current: ComparePanel | undefined;

  const adopt = (panel: ComparePanel): ComparePanel => {
    current?.dispose();
    current = panel;
    panel.onDidDispose(() => {
      if (current === panel) current = undefined;
    });
    return panel;
  };
  const open = (): ComparePanel => {
    current?.reveal();
    return current ?? adopt(ComparePanel.open(parts));
  };
  const command = (id: string, run: (...args: never[]) => unknown) =>
    disposables.add(vscode.commands.registerCommand(id, run));

  command('loupe.compare', () => {
    open();
  });
  command('loupe.compareSelections', () => {
    const prompts = parts.selections.prompts();
    if (prompts.length > 0) open().addPrompts(prompts);
  });
  // The explorer passes the entry that was clicked and all that are selected.
  command('loupe.compareFiles', async (clicked: vscode.Uri, selected: vscode.Uri[] = [clicked]) => {
    const prompts = await filePrompts(selected);
    if (prompts.length > 0) open().addPrompts(prompts);
  });
  disposables.add(
    vscode.window.registerWebviewPanelSerializer(compareViewType, {
      async deserializeWebviewPanel(panel) {
        adopt(new ComparePanel(panel, parts));
      },
    }),
  );
  disposables.add({ dispose: () => current?.dispose() });
  return disposables;
}
