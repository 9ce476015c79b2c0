// In each new window: opens the sample that the environment names, selects a paragraph, and inspects it. The outcome goes
// to a file, for `scripts/start.ts`.
const fs = require('node:fs');
const vscode = require('vscode');

const { LOUPE_START_SAMPLE: sample, LOUPE_START_OUTCOME: outcomeFile } = process.env;

exports.activate = async () => {
  const outcome = await open().then(
    () => ({}),
    (error) => ({ error: error.stack }),
  );
  fs.writeFileSync(`${outcomeFile}.part`, JSON.stringify(outcome));
  fs.renameSync(`${outcomeFile}.part`, outcomeFile);
};

async function open() {
  const product = vscode.extensions.getExtension('model-loupe.model-loupe');
  if (!product) throw new Error('Model Loupe is not installed in this window.');
  await product.activate();
  // A reloaded window has its editors and the Inspector back already.
  if (vscode.window.tabGroups.all.some((group) => group.tabs.length > 0)) return;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, sample));
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = firstParagraph(document);
  await vscode.commands.executeCommand('loupe.inspectSelection');
}

/** The first run of lines with text that is no heading. */
function firstParagraph(document) {
  const lines = document.getText().split(/\r?\n/);
  const first = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#')),
  );
  const blank = lines.findIndex((line, index) => index > first && line.trim() === '');
  const last = blank === -1 ? lines.length - 1 : blank - 1;
  return new vscode.Selection(first, 0, last, lines[last].length);
}
