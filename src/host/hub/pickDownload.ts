import { totalmem } from 'node:os';
import * as vscode from 'vscode';
import { catalogue, purposeTexts } from '../../hub/catalogue';
import { downloadedId } from '../../hub/downloadRecord';
import type { ModelStore } from '../../hub/modelStore';
import type { Repository } from '../../hub/repository';
import { repositoryIdIn } from '../../hub/repositoryId';
import { type Variant, variantsOf } from '../../hub/variants';
import { byteText } from '../../protocol/byteText';
import { weightBits } from '../../protocol/graphFiles';
import { licenseTexts } from './hubRows';

type RepositoryItem = vscode.QuickPickItem & { id: string };

/** Lets people choose a model of the catalogue, or type or paste any other id. */
export function pickRepository(): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const picker = vscode.window.createQuickPick<RepositoryItem>();
  const listed = catalogue.map(({ id, license, purpose }) => ({
    id,
    label: id,
    description: license,
    detail: t(purposeTexts[purpose]),
  }));
  picker.title = t('Download Model');
  picker.placeholder = t('Choose a model, or type the id of any other on Hugging Face: owner/name');
  picker.matchOnDetail = true;
  picker.items = listed;
  picker.onDidChangeValue((value) => {
    const id = typedId(value);
    // Of the list, only what is typed as it stands there is found by the filter.
    const typed = id === undefined || catalogue.some((entry) => entry.id === value.trim()) ? [] : [typedItem(id)];
    picker.items = [...typed, ...listed];
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.id);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** An id with an owner: any word could be one without. */
function typedId(value: string): string | undefined {
  const id = repositoryIdIn(value);
  return id?.includes('/') ? id : undefined;
}

function typedItem(id: string): RepositoryItem {
  return { id, label: id, description: vscode.l10n.t('as typed'), alwaysShow: true };
}

/** Lets people choose a precision; the smallest comes first. */
export async function pickVariant(repository: Repository, store: ModelStore): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const here = new Set(store.whole().map(({ id }) => id));
  const items = variantsOf(repository).map((variant) => ({
    label: variant.name,
    description: [
      byteText(vscode.env.language, variant.bytes),
      ...(variant.bytes > totalmem() ? [t('more than this machine’s memory')] : []),
      ...(here.has(downloadedId({ repository: repository.id, variant: variant.name })) ? [t('downloaded')] : []),
    ].join(' · '),
    detail: meaning(variant),
    name: variant.name,
  }));
  const facts = [repository.id, ...licenseTexts(repository.license), ...(repository.gated ? [t('gated')] : [])];
  const picked = await vscode.window.showQuickPick(items, {
    title: facts.join(' · '),
    placeHolder: t('Choose a variant'),
    matchOnDescription: true,
  });
  return picked?.name;
}

function meaning({ name }: Variant): string | undefined {
  const { t } = vscode.l10n;
  switch (weightBits.get(name)) {
    case 32:
      return t('Full precision: the model’s own numbers');
    case 16:
      return t('Half precision: rounded to about three digits');
    case 8:
      return t('8 bits a weight: the numbers differ a little from the model’s own');
    case 4:
      return t('About 4 bits a weight: the numbers differ visibly from the model’s own');
  }
}
