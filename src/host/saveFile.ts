import * as vscode from 'vscode';
import { LoupeError } from '../protocol/errors';
import type { SavedFile } from '../protocol/inspectorApi';

/** Writes what a page made to a file that people name. Throws `LoupeError('fileUnwritable')`. */
export async function saveFile({ name, format, content }: SavedFile): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save As'),
    defaultUri: folder ? vscode.Uri.joinPath(folder, `${name}.${format}`) : undefined,
    filters: { [format.toUpperCase()]: [format] },
  });
  if (target) await writeFile(target, typeof content === 'string' ? new TextEncoder().encode(content) : content);
}

/** Throws `LoupeError('fileUnwritable')`. */
export async function writeFile(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    throw new LoupeError('fileUnwritable', target.fsPath, error instanceof Error ? error.message : String(error));
  }
}
