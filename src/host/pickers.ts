import * as vscode from 'vscode';
import { stageTexts } from '../protocol/models';
import { type EncodingName, encodingModels, type TokenizerRef } from '../protocol/tokens';
import type { Inspection } from './inspection/inspection';
import { sameTokenizer } from './inspection/tokenizers';
import type { ModelRegistry } from './models/modelRegistry';
import type { AddedTokenizers } from './tokenizers/addedTokenizers';

type Choice = vscode.QuickPickItem & { choose?: () => unknown };

/** Lets people choose the tokenizer of counts and of the Tokens tab; a model is one step further. */
export async function pickTokenizer(inspection: Inspection, added: AddedTokenizers): Promise<void> {
  added.reload();
  const { tokenizers, tokenizer } = inspection.state;
  const { t } = vscode.l10n;
  const items = (kind: TokenizerRef['kind']): Choice[] =>
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
    { label: t('Added'), kind: vscode.QuickPickItemKind.Separator },
    ...items('file'),
    command('add', t('Add Tokenizer from File…'), 'addTokenizerFile'),
    command('cloud-download', t('Download Tokenizer…'), 'downloadTokenizer'),
    ...(added.list.length > 0 ? [command('trash', t('Remove Tokenizer…'), 'removeTokenizer')] : []),
    { label: t('OpenAI encodings'), kind: vscode.QuickPickItemKind.Separator },
    ...items('encoding'),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    command('symbol-misc', t('Choose Model…'), 'pickModel'),
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
    command('add', t('Add Model Folder…'), 'addModelFolder'),
    command('cloud-download', t('Download Model…'), 'downloadModel'),
  ]);
}

function command(icon: string, label: string, name: string): Choice {
  return { label: `$(${icon}) ${label}`, choose: () => vscode.commands.executeCommand(`loupe.${name}`) };
}

async function pick(placeHolder: string, items: Choice[]): Promise<void> {
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await chosen?.choose?.();
}
