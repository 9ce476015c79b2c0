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

/**
 * The models to choose from: those of the family that are there, then folders that were added.
 *
 * @param shippedFolder where a shipped model would be; undefined where it is not
 */
export function installedModels(
  shippedFolder: (id: string) => string | undefined,
  added: readonly string[],
): InstalledFolder[] {
  const shipped = familyIds.flatMap((id) => {
    const folder = shippedFolder(id);
    return folder === undefined ? [] : [{ id, name: id, folder, source: 'shipped' as const, stage: family[id] }];
  });
  const ids = addedIds(added);
  return [...shipped, ...added.map((folder, i) => ({ id: ids[i], name: ids[i], folder, source: 'folder' as const }))];
}

/** Ids for added folders, in their order: the folder's name, with a number where that is taken. */
function addedIds(folders: readonly string[]): string[] {
  const taken = new Set(familyIds);
  return folders.map((folder) => {
    const name = folder.split(/[\\/]/).filter(Boolean).pop() ?? folder;
    let id = name;
    for (let number = 2; taken.has(id); number++) id = `${name}-${number}`;
    taken.add(id);
    return id;
  });
}

/** A model's own tokenizer; one for the whole family. */
export function ownTokenizer(model: string): TokenizerRef & { kind: 'model' } {
  return { kind: 'model', model: model in family ? shippedModelId : model };
}
