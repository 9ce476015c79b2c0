import * as vscode from 'vscode';
import type { ComparisonPrompt } from '../../protocol/compareApi';
import { DisposableStore } from '../../protocol/disposable';

/** The selections of the text editor that was active last: a panel that takes the focus leaves none active. */
export class EditorSelections implements vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private last = vscode.window.activeTextEditor;

  constructor() {
    this.disposables.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.last = editor;
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.last?.document === document) this.last = undefined;
      }),
    );
  }

  /** One prompt a selection that is not empty, in the document's order; none, with a message, where nothing is selected. */
  prompts(): ComparisonPrompt[] {
    const prompts = this.last ? selectionPrompts(this.last) : [];
    if (prompts.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing is selected. Select text in an editor first; several cursors give several prompts.'),
      );
    }
    return prompts;
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function selectionPrompts({ document, selections }: vscode.TextEditor): ComparisonPrompt[] {
  const file = vscode.workspace.asRelativePath(document.uri).split('/').at(-1);
  return selections
    .filter((selection) => !selection.isEmpty)
    .sort((a, b) => a.start.compareTo(b.start))
    .map((selection) => ({ label: `${file}:${selection.start.line + 1}`, text: document.getText(selection) }));
}
