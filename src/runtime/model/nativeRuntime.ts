import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';

export type NativeRuntime = typeof import('onnxruntime-node');

/** Loads the native library, at the first model. */
export async function loadNativeRuntime(): Promise<NativeRuntime> {
  // With a global Float16Array the library expects float16 feeds in it, yet rejects them; without, it takes Uint16Array.
  Reflect.deleteProperty(globalThis, 'Float16Array');
  return import('onnxruntime-node');
}

/** `threads` 0: half of the processors, so that the editor and the rest of the machine stay quick. */
export function sessionOptions(weightsFolder: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads > 0 ? threads : Math.min(8, Math.max(1, Math.floor(availableParallelism() / 2))),
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: {
      session: {
        model_external_initializers_file_folder_path: weightsFolder,
        // Threads that spin between runs would take processor time from everything else.
        intra_op: { allow_spinning: '0' },
        // Products of 8-bit weights overflow on x64 processors without VNNI, unless the weights are made unsigned.
        x64quantprecision: '1',
      },
    },
  };
}

/** The first line of a native error, without the library's own prefixes. */
export function nativeMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .split('\n')[0]
    .replace(/^Error: /, '')
    .slice(0, 300);
}
