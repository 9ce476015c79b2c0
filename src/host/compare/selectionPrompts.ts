import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { PromptContent } from '../../protocol/compareApi';
import { fitsPrompt } from './fitsPrompt';

/**
 * One prompt a selection that is not empty, in the document's order; none, with a message, where nothing is selected. What
 * is too long is left out, with a message.
 */
export function selectionPrompts(editor: vscode.TextEditor | undefined): PromptContent[] {
  const selections = editor?.selections.filter((selection) => !selection.isEmpty) ?? [];
  if (!editor || selections.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing is selected. Select text in an editor first; several cursors give several prompts.'),
    );
    return [];
  }
  const { document } = editor;
  const file = posix.basename(document.uri.path);
  return selections
    .sort((a, b) => a.start.compareTo(b.start))
    .map((selection) => ({ label: `${file}:${selection.start.line + 1}`, text: document.getText(selection) }))
    .filter(fitsPrompt);
}
