/** The shipped model's id. */
export const shippedModelId = 'pocket';

/** Ids for model folders, in their order: the folder's name, with a number where that is taken. */
export function modelIds(folders: readonly string[]): string[] {
  const taken = new Set([shippedModelId]);
  return folders.map((folder) => {
    const name = folder.split(/[\\/]/).filter(Boolean).pop() ?? folder;
    let id = name;
    for (let number = 2; taken.has(id); number++) id = `${name}-${number}`;
    taken.add(id);
    return id;
  });
}
