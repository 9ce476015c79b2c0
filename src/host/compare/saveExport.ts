import * as vscode from 'vscode';
import type { ComparisonResults } from '../../protocol/compareApi';
import type { ModelChoice } from '../../protocol/models';
import { exportJson } from './exportJson';
import { exportMarkdown } from './exportMarkdown';

/** Writes the results to a file that the user names, and opens it. */
export async function saveExport(
  results: ComparisonResults,
  models: readonly ModelChoice[],
  format: 'json' | 'markdown',
): Promise<void> {
  const json = format === 'json';
  const extension = json ? 'json' : 'md';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `comparison.${extension}`;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Comparison'),
    defaultUri: folder ? vscode.Uri.joinPath(folder, name) : undefined,
    filters: json ? { JSON: [extension] } : { Markdown: [extension] },
  });
  if (!target) return;
  const content = json ? exportJson(results, models) : exportMarkdown(results, models, vscode.l10n.t);
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(content));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The comparison could not be written to {0}: {1}', target.fsPath, reason),
    );
    return;
  }
  await vscode.window.showTextDocument(target, { preview: true });
}
