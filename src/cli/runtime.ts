import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { ModelStore } from '../hub/modelStore';
import { installedModels } from '../protocol/installedModels';
import type { InstalledFolder } from '../protocol/models';
import { createRuntimeService, type RuntimeService } from '../runtime/service';
import { loupeHome } from './home';

/**
 * The shipped models, those that the command line downloaded, and the folders that `LOUPE_MODELS` lists, under the ids that the
 * editor gives them.
 */
export function modelsHere(root: string): InstalledFolder[] {
  const folders = (process.env.LOUPE_MODELS ?? '').split(delimiter).filter((folder) => folder !== '');
  const shipped = (id: string) => join(root, 'models', id);
  const downloaded = new ModelStore(loupeHome(process.env)).whole();
  return installedModels((id) => (existsSync(shipped(id)) ? shipped(id) : undefined), folders, downloaded);
}

/** The runtime in this process. It knows the models that are here; any other folder is found by its path. */
export function openRuntime(root: string): RuntimeService {
  // A command makes one run: it may take much of the machine's memory, but not all.
  return createRuntimeService({
    configuration: { models: modelsHere(root), memoryBudgetBytes: totalmem() / 2, threads: 0 },
  });
}
