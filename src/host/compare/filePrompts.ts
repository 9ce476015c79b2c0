import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { PromptContent } from '../../protocol/compareApi';
import { fitsPrompt } from './fitsPrompt';

export async function chooseFiles(): Promise<vscode.Uri[]> {
  const uris = await vscode.window.showOpenDialog({
    canSelectMany: true,
    title: vscode.l10n.t('Compare Files as Prompts'),
    openLabel: vscode.l10n.t('Add as Prompts'),
  });
  return uris ?? [];
}

/**
 * One prompt a file, named as the file. What cannot be read as text, or is too long, is left out, with a message. Once there
 * are `places` prompts, no further file is opened: `left` counts those.
 */
export async function filePrompts(
  uris: readonly vscode.Uri[],
  places: number,
): Promise<{ prompts: PromptContent[]; left: number }> {
  const prompts: PromptContent[] = [];
  for (const [index, uri] of uris.entries()) {
    if (prompts.length >= places) return { prompts, left: uris.length - index };
    const prompt = await filePrompt(uri);
    if (prompt && fitsPrompt(prompt)) prompts.push(prompt);
  }
  return { prompts, left: 0 };
}

async function filePrompt(uri: vscode.Uri): Promise<PromptContent | null> {
  const label = posix.basename(uri.path);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    return { label, text: document.getText() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be read as text: {1}', label, reason));
    return null;
  }
}
