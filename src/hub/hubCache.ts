import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { graphFiles, isGraphFile } from '../protocol/graphFiles';
import { isRepositoryId } from './repositoryId';
import { unreadable } from './unreadable';

/** A model that other programs on this machine downloaded from the Hub. */
export interface CachedModel {
  /** On the Hub. */
  repository: string;
  /** The snapshot: links into the cache's blobs, in the layout of the repository. */
  folder: string;
  /** Those of its graphs. */
  variants: string[];
}

/** Where Hugging Face's libraries keep what they download, as they work it out from the environment. */
export function hubCacheFolder(env: NodeJS.ProcessEnv): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = env;
  const home = HF_HOME || path.join(XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'huggingface');
  return expandHome(HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE || path.join(home, 'hub'));
}

/**
 * The models in a cache that have a config.json and a graph, at the revision that `main` stands for, or else the newest one. Nothing
 * is read of them but their names. A cache that cannot be read holds none.
 */
export async function cachedModels(cache: string): Promise<CachedModel[]> {
  const found = await Promise.all((await entries(cache)).map((name) => cachedModel(cache, name)));
  return found.flatMap((model) => model ?? []);
}

async function cachedModel(cache: string, name: string): Promise<CachedModel | undefined> {
  if (!name.startsWith('models--')) return undefined;
  const repository = name.slice('models--'.length).replace('--', '/');
  const folder = isRepositoryId(repository) ? await snapshot(path.join(cache, name)) : undefined;
  if (!folder || !existsSync(path.join(folder, 'config.json'))) return undefined;
  const paths = [
    ...(await entries(folder)),
    ...(await entries(path.join(folder, 'onnx'))).map((file) => `onnx/${file}`),
  ];
  // A link whose blob was removed is no file.
  const there = paths.filter((file) => isGraphFile(file) && existsSync(path.join(folder, file)));
  const variants = [...graphFiles(there.map((file) => ({ path: file }))).keys()];
  return variants.length > 0 ? { repository, folder, variants } : undefined;
}

async function snapshot(repositoryFolder: string): Promise<string | undefined> {
  const parent = path.join(repositoryFolder, 'snapshots');
  const commits = await entries(parent);
  const main = path.join(repositoryFolder, 'refs', 'main');
  const named = (await readFile(main, 'utf8').catch(unreadable))?.trim() ?? '';
  if (commits.includes(named)) return path.join(parent, named);
  const dated = await Promise.all(
    commits.map(async (name) => {
      const facts = await stat(path.join(parent, name)).catch(unreadable);
      return [name, facts?.mtimeMs ?? 0] as const;
    }),
  );
  const [newest] = dated.sort(([, a], [, b]) => b - a);
  return newest && path.join(parent, newest[0]);
}

/** Names in a folder, in order; none where it is no folder that can be read. */
async function entries(folder: string): Promise<string[]> {
  return ((await readdir(folder).catch(unreadable)) ?? []).sort();
}

function expandHome(folder: string): string {
  return path.resolve(folder.replace(/^~(?=$|[/\\])/, homedir()));
}
