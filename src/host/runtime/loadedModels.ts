import { Emitter } from '../../protocol/disposable';
import type { RuntimeApi } from '../../protocol/runtimeApi';

/** Requests that leave a model loaded once they were answered. */
const loading: ReadonlySet<keyof RuntimeApi> = new Set(['openModel', 'read', 'generate', 'trace'] as const);

/** Which models the runtime process has in memory, from the requests it answered. */
export class LoadedModels {
  private readonly ids = new Set<string>();
  private readonly emitter = new Emitter<void>();
  readonly onDidChange = this.emitter.on;

  has(id: string): boolean {
    return this.ids.has(id);
  }

  answered(method: keyof RuntimeApi, params: unknown): void {
    const { model } = (params ?? {}) as { model?: string };
    if (model === undefined) return;
    if (loading.has(method) && !this.ids.has(model)) this.ids.add(model);
    else if (method !== 'closeModel' || !this.ids.delete(model)) return;
    this.emitter.fire();
  }

  /** Only these are in memory still. */
  keep(ids: readonly string[]): void {
    const gone = [...this.ids].filter((id) => !ids.includes(id));
    if (gone.length === 0) return;
    for (const id of gone) this.ids.delete(id);
    this.emitter.fire();
  }
}
