import path from 'node:path';
import type { Handlers } from '../../../src/protocol/rpc';
import type { ReadParams, Sampling } from '../../../src/protocol/runs';
import type { RuntimeApi, RuntimeConfiguration } from '../../../src/protocol/runtimeApi';

/** The shipped model, as the extension configures it. */
export const pocketConfiguration: RuntimeConfiguration = {
  models: [{ id: 'pocket', name: 'Pocket', folder: path.join(__dirname, '../../../models/pocket'), source: 'shipped' }],
  memoryBudgetBytes: 256 * 2 ** 20,
  threads: 1,
};

/** Its sizes. */
export const pocket = { layers: 6, heads: 8, vocabulary: 6144, context: 1024 } as const;

export const greedy: Sampling = { temperature: 0, topK: 0, topP: 1 };
export const warm: Sampling = { temperature: 0.9, topK: 40, topP: 0.95 };

export function readParams(text: string, more: Partial<ReadParams> = {}): ReadParams {
  return {
    runId: 'run',
    model: 'pocket',
    text,
    special: 'text',
    topK: 3,
    captureAttention: true,
    beyondContext: 'refuse',
    ...more,
  };
}

/** Calls a method in-process, as the command line does. */
export function callIn(service: Handlers<RuntimeApi>) {
  return async <K extends keyof RuntimeApi>(
    method: K,
    params: RuntimeApi[K]['params'],
    onProgress: (value: RuntimeApi[K]['progress']) => void = () => {},
    signal = new AbortController().signal,
  ): Promise<RuntimeApi[K]['result']> => service[method](params, { signal, progress: onProgress });
}
