import type { RuntimeConfiguration } from '../../protocol/runtimeApi';
import type { ModelRegistry } from '../models/modelRegistry';
import type { Settings } from '../settings';

/** What the runtime process is told at its start and after each change of settings. */
export function runtimeConfiguration(models: ModelRegistry, settings: Settings): RuntimeConfiguration {
  return {
    models: models.models.map(({ id, name, folder, source, downloadedAt, variant }) => {
      return { id, name, folder, source, downloadedAt, variant };
    }),
    memoryBudgetBytes: settings.memoryBudget.value * 1_000_000,
    threads: settings.threads.value,
  };
}
