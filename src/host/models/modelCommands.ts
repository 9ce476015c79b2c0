import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { byteText } from '../../protocol/byteText';
import { shippedModelId } from '../../protocol/installedModels';
import type { Settings } from '../settings';
import type { InstalledModel, ModelRegistry } from './modelRegistry';

/** Adds a folder, which it asks for unless it is given, and says what came of it. */
export async function addModelFolder(models: ModelRegistry, given?: vscode.Uri): Promise<void> {
  const { t } = vscode.l10n;
  const folder = given ?? (await askForFolder());
  if (!folder) return;
  if (folder.scheme !== 'file') {
    const message = t(
      '{0} is not on the computer that runs Model Loupe. Choose a folder there.',
      folder.toString(true),
    );
    void vscode.window.showErrorMessage(message);
    return;
  }
  const known = models.at(folder.fsPath);
  if (known) {
    void vscode.window.showInformationMessage(t('{0} is among the models already.', known.name));
    return;
  }
  const location = { location: { viewId: 'loupe.models' } };
  const model = await vscode.window.withProgress(location, () => models.add(folder.fsPath));
  void vscode.window.showInformationMessage(t('{0} was added to the models.', model.name));
}

/** Takes an added folder off the list, whose files stay, or moves a downloaded one to the trash; asks before. */
export async function removeModel(models: ModelRegistry, settings: Settings, model: InstalledModel): Promise<void> {
  const { t } = vscode.l10n;
  const downloaded = model.source === 'downloaded';
  const question = downloaded
    ? t('Move {0} to the trash?', model.name)
    : t('Remove {0} from the list of models? Its files stay on disk.', model.name);
  if (!(await confirmed(question, downloaded ? t('Move to Trash') : t('Remove')))) return;
  await models.remove(model, (folder) => discardFolder(folder, model.name));
  if (settings.model.value === model.id && !models.find(model.id)) await settings.model.update(shippedModelId);
}

/** Moves it to the trash; a machine without one, such as a server, is asked about once more. */
async function discardFolder(folder: string, name: string): Promise<void> {
  const { t } = vscode.l10n;
  const uri = vscode.Uri.file(folder);
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch {
    const question = t('{0} cannot be moved to the trash here. Delete it for good?', name);
    if (await confirmed(question, t('Delete'))) await vscode.workspace.fs.delete(uri, { recursive: true });
  }
}

async function confirmed(question: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true }, yes)) === yes;
}

/** Shows the folder in the desktop's file manager; a window without one opens it as a window of its own. */
export async function openModelFolder({ folder }: InstalledModel): Promise<void> {
  const uri = vscode.Uri.file(folder);
  const desktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (desktop) await vscode.commands.executeCommand('revealFileInOS', uri);
  else await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
}

/** Shows what the folder's README.md says of the model, as Hugging Face does. */
export async function showModelCard({ name, folder }: InstalledModel): Promise<void> {
  const card = join(folder, 'README.md');
  if (!existsSync(card)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} has no model card: its folder holds no README.md.', name),
    );
    return;
  }
  const uri = vscode.Uri.file(card);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // The editor's own Markdown extension may be switched off.
    await vscode.window.showTextDocument(uri);
  }
}

/** Lets people choose which of a model's graphs is used. */
export async function chooseVariant(models: ModelRegistry, model: InstalledModel): Promise<void> {
  const { t } = vscode.l10n;
  const { variant = '', variants = [] } = model.description ?? {};
  const items = variants.map(({ name, bytes }) => ({
    label: name,
    description: [byteText(vscode.env.language, bytes), ...(name === variant ? [t('in use')] : [])].join(' · '),
  }));
  const placeHolder = t('Choose the graph of {0}: the smaller it is, the less exact', model.name);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (chosen && chosen.label !== variant) await models.setVariant(model, chosen.label);
}

/** The model that a command is about: given by the view, else chosen. */
export async function chooseModel(
  models: readonly InstalledModel[],
  placeHolder: string,
): Promise<InstalledModel | undefined> {
  const items = models.map((model) => ({ label: model.name, detail: model.folder, model }));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.model;
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Add Model Folder'),
    title: vscode.l10n.t('Choose a folder with config.json, tokenizer.json and model.onnx'),
  });
  return chosen?.[0];
}
