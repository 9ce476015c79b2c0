import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { ComparisonPrompt } from '../../protocol/compareApi';

export async function chooseFiles(): Promise<vscode.Uri[]> {
  const uris = await vscode.window.showOpenDialog({
    canSelectMany: true,
    title: vscode.l10n.t('Compare Files as Prompts'),
    openLabel: vscode.l10n.t('Add as Prompts'),
  });
  return uris ?? [];
}

/** One prompt a file, named as the file. What cannot be read as text is left out, with a message. */
export async function filePrompts(uris: readonly vscode.Uri[]): Promise<ComparisonPrompt[]> {
  const prompts: ComparisonPrompt[] = [];
  for (const uri of uris) {
    const label = posix.basename(uri.path);
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      prompts.push({ label, text: document.getText() });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be read as text: {1}', label, reason));
    }
  }
  return prompts;
}
