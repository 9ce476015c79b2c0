import * as vscode from 'vscode';
import { downloadedId } from '../../hub/downloadRecord';
import type { Download } from '../../hub/downloads';
import { readRepository } from '../../hub/repository';
import { type Disposable, DisposableStore } from '../../protocol/disposable';
import { type ErrorCode, LoupeError } from '../../protocol/errors';
import type { ErrorReporter } from '../errorReporter';
import type { ModelRegistry } from '../models/modelRegistry';
import type { HubModels } from './hubModels';
import type { HubRow } from './hubRows';
import { pickDownload, pickRepository } from './pickDownload';

export interface HubCommandParts {
  hub: HubModels;
  models: ModelRegistry;
  errors: ErrorReporter;
}

/** Commands about getting models, by their names; rows of the Models view are given where one was clicked. */
export function hubCommands({ hub, models, errors }: HubCommandParts): Record<string, (row?: HubRow) => unknown> {
  const { downloads } = hub;
  /** Acts on the download of a row, as it stands now; the palette has none of these commands. */
  const onDownload = (act: (download: Download) => unknown) => (row?: HubRow) => {
    const download = downloads.list.find(({ id }) => row?.kind === 'download' && row.download.id === id);
    return download && act(download);
  };
  return {
    downloadModel: async (row) => {
      const id = row?.kind === 'catalogue' ? row.entry.id : await pickRepository();
      if (id !== undefined) await download(hub, errors, id);
    },
    pauseDownload: onDownload(({ id }) => downloads.pause(id)),
    resumeDownload: onDownload(({ record }) => downloads.start(record)),
    cancelDownload: onDownload(({ id }) => downloads.cancel(id)),
    addFoundModel: async (row) => {
      if (row?.kind === 'found') await models.add(row.model.folder);
    },
    setHubToken: () => setToken(hub),
    forgetHubToken: async () => {
      const { t } = vscode.l10n;
      const { host } = hub.account;
      const known = await hub.account.forgetToken();
      const message = known
        ? t('The access token for {0} was removed.', host)
        : t('There is no access token for {0}.', host);
      void vscode.window.showInformationMessage(message);
    },
  };
}

/** Asks the Hub about a model, lets choose a variant, and begins to download it. What goes wrong is shown with what helps. */
async function download(hub: HubModels, errors: ErrorReporter, id: string): Promise<void> {
  const { t } = vscode.l10n;
  try {
    const connection = hub.account.connect();
    const record = await pickDownload(id, hub.store, (signal) => readRepository(connection, id, signal));
    if (!record) return;
    if (hub.store.find(downloadedId(record))) {
      void vscode.window.showInformationMessage(
        t('{0} is among the models already.', `${record.repository} ${record.variant}`),
      );
      return;
    }
    hub.downloads.start(record);
  } catch (error) {
    showHubError(errors, error);
  }
}

/** Errors that an access token may help against. */
const needToken: ReadonlySet<ErrorCode> = new Set(['hubGated', 'hubTokenRefused', 'hubRepositoryMissing', 'hubBusy']);

/** Shows an error with the next step at hand. */
export function showHubError(errors: ErrorReporter, error: unknown): void {
  const { t } = vscode.l10n;
  const actions: Record<string, () => void> = {};
  if (error instanceof LoupeError && error.code === 'hubGated')
    actions[t('Open Page')] = () => void vscode.env.openExternal(vscode.Uri.parse(error.args[1]));
  if (error instanceof LoupeError && needToken.has(error.code))
    actions[t('Set Access Token…')] = () => void vscode.commands.executeCommand('loupe.setHubToken');
  if (error instanceof LoupeError && error.code === 'hubTokenRefused')
    actions[t('Remove')] = () => void vscode.commands.executeCommand('loupe.forgetHubToken');
  void errors.show(error, actions);
}

async function setToken({ account }: HubModels): Promise<void> {
  const { t } = vscode.l10n;
  const { host } = account;
  const token = await vscode.window.showInputBox({
    title: t('Access Token for {0}', host),
    prompt: t(
      'Make one under Settings, Access Tokens, with the right to read. It is kept in the editor’s secret storage.',
    ),
    placeHolder: 'hf_…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/^\S*$/.test(value.trim()) ? undefined : t('A token has no spaces.')),
  });
  if (token?.trim()) {
    await account.setToken(token.trim());
    void vscode.window.showInformationMessage(t('The access token for {0} is set.', host));
  }
}

/** Says what came of downloads. */
export function tellOutcomes({ hub, models, errors }: HubCommandParts): Disposable {
  const store = new DisposableStore();
  store.add(
    hub.downloads.onDidFinish(async ({ id, record }) => {
      models.refresh();
      await models.describe();
      const model = models.find(id);
      // Whole and verified, but nothing that runs here.
      if (model?.error) return errors.show(model.error);
      const { t } = vscode.l10n;
      const use = t('Use Model');
      const message = t('{0} was downloaded.', `${record.repository} ${record.variant}`);
      const chosen = await vscode.window.showInformationMessage(message, use);
      if (chosen === use) await vscode.commands.executeCommand('loupe.useModel', model);
    }),
  );
  store.add(hub.downloads.onDidFail(({ error }) => showHubError(errors, error)));
  return store;
}
