import path from 'node:path';

/** The repository's root folder. */
export const repositoryRoot = path.resolve(__dirname, '../..');

/** A path inside the repository. */
export function inRepository(...parts: string[]): string {
  return path.join(repositoryRoot, ...parts);
}
