import type { InstalledFolder, Stage } from './models';
import type { TokenizerRef } from './tokens';

/**
 * The models that ship, in the order of their making: one model, kept at five stages. They share a tokenizer. A package may hold
 * only some of them.
 */
const family: Readonly<Record<string, Stage>> = {
  'pocket-untrained': 'untrained',
  'pocket-early': 'early',
  'pocket-base': 'base',
  'pocket-chat': 'chat',
  pocket: 'reasoning',
};

/** The finished one, which is the default. */
export const shippedModelId = 'pocket';

/** Ids of the shipped models, in the order of their making. */
export const familyIds: readonly string[] = Object.keys(family);

/** A model that was downloaded from the Hub; its id is `owner/name:variant`. */
export interface DownloadedFolder {
  id: string;
  name: string;
  folder: string;
  downloadedAt: number;
}

/**
 * The models to choose from: those of the family that are there, downloaded ones, then folders that were added.
 *
 * @param shippedFolder where a shipped model would be; undefined where it is not
 */
export function installedModels(
  shippedFolder: (id: string) => string | undefined,
  added: readonly string[],
  downloaded: readonly DownloadedFolder[] = [],
): InstalledFolder[] {
  const shipped = familyIds.flatMap((id) => {
    const folder = shippedFolder(id);
    return folder === undefined ? [] : [{ id, name: id, folder, source: 'shipped' as const, stage: family[id] }];
  });
  const ids = addedIds(added, [...familyIds, ...downloaded.map(({ id }) => id)]);
  return [
    ...shipped,
    ...downloaded.map(({ id, name, folder, downloadedAt }) => ({
      ...{ id, name, folder, downloadedAt },
      source: 'downloaded' as const,
    })),
    ...added.map((folder, i) => ({ id: ids[i], name: ids[i], folder, source: 'folder' as const })),
  ];
}

/** Ids for added folders, in their order: the folder's name, with a number where that is taken. */
function addedIds(folders: readonly string[], others: readonly string[]): string[] {
  const taken = new Set(others);
  return folders.map((folder) => {
    const name = folderName(folder);
    let id = name;
    for (let number = 2; taken.has(id); number++) id = `${name}-${number}`;
    taken.add(id);
    return id;
  });
}

/** A folder's own name; that of the repository for a snapshot in the Hugging Face cache, which is called by its commit. */
export function folderName(folder: string): string {
  const parts = folder.split(/[\\/]/).filter(Boolean);
  const [repository, snapshots] = parts.slice(-3);
  const [, cached] = /^models--(.+)$/.exec(repository ?? '') ?? [];
  if (cached && snapshots === 'snapshots') return cached.split('--').pop() ?? cached;
  return parts.pop() ?? folder;
}

/** A model's own tokenizer; one for the whole family. */
export function ownTokenizer(model: string): TokenizerRef & { kind: 'model' } {
  return { kind: 'model', model: model in family ? shippedModelId : model };
}
