import * as vscode from 'vscode';
import { stageTexts } from '../protocol/models';
import { type EncodingName, encodingModels } from '../protocol/tokens';
import type { Inspection } from './inspection/inspection';
import { sameTokenizer } from './inspection/tokenizers';
import type { ModelRegistry } from './models/modelRegistry';

type Choice = vscode.QuickPickItem & { choose?: () => unknown };

/** Lets people choose the tokenizer of counts and of the Tokens tab; a model is one step further. */
export async function pickTokenizer(inspection: Inspection): Promise<void> {
  const { tokenizers, tokenizer } = inspection.state;
  const { t } = vscode.l10n;
  const items = (kind: 'model' | 'encoding'): Choice[] =>
    tokenizers
      .filter(({ ref }) => ref.kind === kind)
      .map(({ ref, name }) => ({
        label: name,
        description: [
          ...(ref.kind === 'encoding' ? [t(encodingModels[ref.name as EncodingName])] : []),
          ...(sameTokenizer(ref, tokenizer) ? [t('in use')] : []),
        ].join(' · '),
        choose: () => inspection.setTokenizer(ref),
      }));
  await pick(t('Choose a tokenizer for counts and the Tokens tab'), [
    { label: t('Models'), kind: vscode.QuickPickItemKind.Separator },
    ...items('model'),
    { label: t('OpenAI encodings'), kind: vscode.QuickPickItemKind.Separator },
    ...items('encoding'),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(symbol-misc) ${t('Choose Model…')}`, choose: () => vscode.commands.executeCommand('loupe.pickModel') },
  ]);
}

/** Lets people choose the model that reads. */
export async function pickModel(inspection: Inspection, registry: ModelRegistry): Promise<void> {
  const { t } = vscode.l10n;
  const items = registry.models.map(
    ({ id, name, folder, stage }): Choice => ({
      label: name,
      description: id === inspection.state.model ? t('in use') : '',
      detail: stage ? t(stageTexts[stage]) : folder,
      choose: () => inspection.setModel(id),
    }),
  );
  await pick(t('Choose the model that reads the text'), [
    ...items,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(add) ${t('Add Model Folder…')}`, choose: () => vscode.commands.executeCommand('loupe.addModelFolder') },
    {
      label: `$(cloud-download) ${t('Download Model…')}`,
      choose: () => vscode.commands.executeCommand('loupe.downloadModel'),
    },
  ]);
}

async function pick(placeHolder: string, items: Choice[]): Promise<void> {
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await chosen?.choose?.();
}
