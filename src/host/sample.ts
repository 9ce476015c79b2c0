import { existsSync } from 'node:fs';
import * as vscode from 'vscode';

/** Opens the story that ships, in the editor's language where there is one, and selects its text. */
export async function openSample(extensionUri: vscode.Uri): Promise<void> {
  const samples = vscode.Uri.joinPath(extensionUri, 'samples');
  const translated = vscode.Uri.joinPath(samples, vscode.env.language);
  const folder = existsSync(translated.fsPath) ? translated : vscode.Uri.joinPath(samples, 'en');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, '1-story.md'));
  // Below the title; what follows says what to look for.
  const story = document.lineAt(2).range;
  await vscode.window.showTextDocument(document, { selection: story, preview: false });
}
