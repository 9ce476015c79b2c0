import { totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { modelIds, shippedModelId } from '../protocol/modelIds';
import type { RuntimeConfiguration } from '../protocol/runtimeApi';
import { createRuntimeService, type RuntimeService } from '../runtime/service';

/**
 * The runtime in this process. It knows the shipped model and the folders that `LOUPE_MODELS` lists, under the ids that the editor
 * gives them; any other folder is found by its path.
 */
export function openRuntime(root: string): RuntimeService {
  const folders = (process.env.LOUPE_MODELS ?? '').split(delimiter).filter((folder) => folder !== '');
  const ids = modelIds(folders);
  const models: RuntimeConfiguration['models'] = [
    { id: shippedModelId, name: shippedModelId, folder: join(root, 'models', shippedModelId), source: 'shipped' },
    ...folders.map((folder, i) => ({ id: ids[i], name: ids[i], folder, source: 'folder' as const })),
  ];
  // A command makes one run: it may take much of the machine's memory, but not all.
  return createRuntimeService({ configuration: { models, memoryBudgetBytes: totalmem() / 2, threads: 0 } });
}
