import * as vscode from 'vscode';
import { repositoryIdIn } from '../../hub/repositoryId';
import type { AddedTokenizer } from '../../hub/tokenizerStore';
import { byteText } from '../../protocol/byteText';
import type { ErrorReporter } from '../errorReporter';
import { showHubError } from '../hub/hubCommands';
import type { HubModels } from '../hub/hubModels';
import type { Inspection } from '../inspection/inspection';
import type { AddedTokenizers } from './addedTokenizers';

interface TokenizerCommandParts {
  tokenizers: AddedTokenizers;
  hub: HubModels;
  inspection: Inspection;
  errors: ErrorReporter;
}

/** Adds a tokenizer from a file and has it used. Asks for the file, and before it replaces one, unless the file is given. */
export async function addTokenizerFile({ tokenizers, inspection }: TokenizerCommandParts, given?: vscode.Uri) {
  const file = given ?? (await askForFile());
  if (file) useAdded(inspection, await tokenizers.addFile(file.fsPath, given ? undefined : askToReplace));
}

/** Downloads a tokenizer by the id of a repository, which it asks for unless it is given, and has it used. */
export async function downloadTokenizer(parts: TokenizerCommandParts, given?: string): Promise<void> {
  const id = given ?? (await askForRepository());
  if (id === undefined) return;
  try {
    useAdded(parts.inspection, await downloadWithProgress(parts, id));
  } catch (error) {
    showHubError(parts.errors, error);
  }
}

function downloadWithProgress({ tokenizers, hub }: TokenizerCommandParts, id: string): Thenable<AddedTokenizer> {
  const { t } = vscode.l10n;
  const title = t('Downloading the tokenizer of {0}', id);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, cancellation) => {
      const stop = new AbortController();
      cancellation.onCancellationRequested(() => stop.abort());
      let told = '';
      return tokenizers.addFromHub(hub.account.connect(), id, {
        signal: stop.signal,
        onBytes: (bytes, total) => {
          const [done, all] = [bytes, total].map((amount) => byteText(vscode.env.language, amount));
          const message = t('{0} of {1}', done, all);
          // Bytes come by the thousand times.
          if (message !== told) progress.report({ message });
          told = message;
        },
      });
    },
  );
}

/** Removes a tokenizer that was added, after a question. */
export async function removeTokenizer({ tokenizers }: TokenizerCommandParts): Promise<void> {
  const { t } = vscode.l10n;
  const items = tokenizers.list.map((tokenizer) => ({ label: tokenizer.name, tokenizer }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('No tokenizer was added. Those of models go with their models.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: t('Choose the tokenizer to remove') });
  if (chosen) await tokenizers.remove(chosen.tokenizer);
}

function useAdded(inspection: Inspection, { name, folder }: AddedTokenizer): void {
  inspection.setTokenizer({ kind: 'file', path: folder });
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} was added to the tokenizers.', name));
}

async function askToReplace({ name }: AddedTokenizer): Promise<boolean> {
  const { t } = vscode.l10n;
  const question = t('A tokenizer named {0} was added before. Replace it?', name);
  const replace = t('Replace');
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

async function askForFile(): Promise<vscode.Uri | undefined> {
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showOpenDialog({
    openLabel: t('Add Tokenizer'),
    title: t('Choose a tokenizer.json'),
    filters: { JSON: ['json'] },
  });
  return chosen?.[0];
}

function askForRepository(): Thenable<string | undefined> {
  const { t } = vscode.l10n;
  return vscode.window
    .showInputBox({
      title: t('Download Tokenizer'),
      prompt: t('Only the tokenizer’s files are downloaded: some megabytes.'),
      placeHolder: t('The id of a model on Hugging Face: owner/name'),
      validateInput: (value) => (repositoryIdIn(value) === undefined ? t('Ids look like owner/name.') : undefined),
    })
    .then((value) => (value === undefined ? undefined : repositoryIdIn(value)));
}
