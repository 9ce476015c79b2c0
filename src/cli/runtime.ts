import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { installedModels } from '../protocol/installedModels';
import { createRuntimeService, type RuntimeService } from '../runtime/service';

/**
 * The runtime in this process. It knows the shipped models and the folders that `LOUPE_MODELS` lists, under the ids that the editor
 * gives them; any other folder is found by its path.
 */
export function openRuntime(root: string): RuntimeService {
  const folders = (process.env.LOUPE_MODELS ?? '').split(delimiter).filter((folder) => folder !== '');
  const shipped = (id: string) => join(root, 'models', id);
  const models = installedModels((id) => (existsSync(shipped(id)) ? shipped(id) : undefined), folders);
  // A command makes one run: it may take much of the machine's memory, but not all.
  return createRuntimeService({ configuration: { models, memoryBudgetBytes: totalmem() / 2, threads: 0 } });
}
