import type { Disposable } from '../protocol/disposable';
import type { Handlers } from '../protocol/rpc';
import type { RuntimeApi, RuntimeConfiguration } from '../protocol/runtimeApi';

export interface RuntimeServiceOptions {
  /** What `configure` replaces. */
  configuration: RuntimeConfiguration;
}

/** Every method of the runtime, for the command line and tests in-process and for the host over the process channel. */
export type RuntimeService = Handlers<RuntimeApi> & Disposable;

export function createRuntimeService(options: RuntimeServiceOptions): RuntimeService {
  throw new Error(`not there yet ${options}`);
}
