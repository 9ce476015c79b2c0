import { totalmem } from 'node:os';
import * as vscode from 'vscode';
import { catalogue, purposeTexts } from '../../hub/catalogue';
import { type DownloadRecord, downloadedId, planDownload } from '../../hub/downloadRecord';
import type { ModelStore } from '../../hub/modelStore';
import type { Repository } from '../../hub/repository';
import { repositoryIdIn } from '../../hub/repositoryId';
import { type Variant, variantsOf } from '../../hub/variants';
import { byteText } from '../../protocol/byteText';
import { LoupeError } from '../../protocol/errors';
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

type VariantItem = vscode.QuickPickItem & { name: string };

/**
 * Lets people choose a variant of a model, the smallest first, once `ask` has given what the Hub says of it. The list is open while
 * that is under way; whoever closes it ends the question too. Undefined where nothing was chosen; fails as `ask` does, and with
 * `hubNotOnnx`.
 */
export async function pickDownload(
  id: string,
  store: ModelStore,
  ask: (signal: AbortSignal) => Promise<Repository>,
): Promise<DownloadRecord | undefined> {
  const question = new AbortController();
  const picker = vscode.window.createQuickPick<VariantItem>();
  picker.title = id;
  picker.placeholder = vscode.l10n.t('Choose a variant');
  picker.matchOnDescription = true;
  picker.busy = true;
  const picked = new Promise<VariantItem | undefined>((resolve) => {
    // There is nothing to accept before the answer came.
    picker.onDidAccept(() => picker.selectedItems.length > 0 && resolve(picker.selectedItems[0]));
    picker.onDidHide(() => {
      question.abort();
      resolve(undefined);
    });
  });
  picker.show();
  try {
    const repository = await ask(question.signal);
    picker.items = variantItems(repository, store);
    picker.title = factsOf(repository);
    picker.busy = false;
    const variant = await picked;
    return variant && planDownload(repository, variant.name);
  } finally {
    picker.dispose();
  }
}

/** Fails with `hubNotOnnx` where there is none: that says more than an empty list. */
function variantItems(repository: Repository, store: ModelStore): VariantItem[] {
  const { t } = vscode.l10n;
  const variants = variantsOf(repository);
  if (variants.length === 0) throw new LoupeError('hubNotOnnx', repository.id);
  const here = new Set(store.whole().map(({ id }) => id));
  return variants.map((variant) => ({
    label: variant.name,
    description: [
      byteText(vscode.env.language, variant.bytes),
      ...(variant.bytes > totalmem() ? [t('more than this machine’s memory')] : []),
      ...(here.has(downloadedId({ repository: repository.id, variant: variant.name })) ? [t('downloaded')] : []),
    ].join(' · '),
    detail: meaning(variant),
    name: variant.name,
  }));
}

function factsOf({ id, license, gated }: Repository): string {
  return [id, ...licenseTexts(license), ...(gated ? [vscode.l10n.t('gated')] : [])].join(' · ');
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
