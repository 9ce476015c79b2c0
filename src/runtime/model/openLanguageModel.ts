import type { InferenceSession } from 'onnxruntime-node';
import { LoupeError } from '../../protocol/errors';
import { attentionReasons } from '../../protocol/models';
import { GraphRunner } from './graphRunner';
import { type GraphSignature, readSignature } from './graphSignature';
import type { LanguageModel, ModelIdentity } from './languageModel';
import { type ModelFolder, readModelFolder } from './modelFolder';
import { loadNativeRuntime, type NativeRuntime, nativeMessage, sessionOptions } from './nativeRuntime';
import { findAttention, withOutputs } from './onnx/attentionOutputs';
import { UnsupportedGraphError } from './onnx/onnxModel';
import { OnnxLanguageModel } from './onnxLanguageModel';
import { checkGraph } from './selfCheck';

export interface ModelOptions {
  /** 0 chooses. */
  threads: number;
  /** Told after each native run how long it took, milliseconds. */
  onChunk?(ms: number): void;
}

/**
 * Opens the model in `folder` (Hugging Face layout, with a graph as optimum exports it) and checks what it can do.
 * Fails as `readModelFolder` does, and with `modelGraphBroken` or `modelUnsupported` for what only the
 * native library can tell. Loading blocks the thread, as every native call does.
 */
export async function openLanguageModel(
  folder: string,
  identity: ModelIdentity,
  { threads, onChunk }: ModelOptions,
): Promise<LanguageModel> {
  const files = await readModelFolder(folder, identity);
  const native = await loadNativeRuntime();
  const signature = unsupportedIn(folder, () => readSignature(files.graph.graph));
  const { runner, reason } = await createRunner(native, files, signature, threads);
  try {
    const checked = await checkGraph(runner, files.config);
    if (reason && !checked.attention.available) checked.attention = { available: false, reason };
    return new OnnxLanguageModel(files, runner, checked, onChunk ?? (() => {}));
  } catch (error) {
    runner.dispose();
    throw new LoupeError('modelUnsupported', folder, nativeMessage(error));
  }
}

/** The runner, instrumented for attention where it was found in the graph; else the reason why not. */
async function createRunner(native: NativeRuntime, files: ModelFolder, signature: GraphSignature, threads: number) {
  const { graph, skeleton, weightsFolder } = files.graph;
  const options = sessionOptions(weightsFolder, threads);
  const attention = findAttention(graph, signature.logits);
  if (attention.found) {
    const model = withOutputs(skeleton, graph, attention.tensors);
    const session = await native.InferenceSession.create(model, options).catch(() => undefined);
    if (session) return { runner: new GraphRunner(native, session, signature, attention.tensors) };
  }
  const reason = attention.found ? attentionReasons.notExtensible : attention.reason;
  const session = await createSession(native, files, options);
  return { runner: new GraphRunner(native, session, signature, []), reason };
}

async function createSession(
  native: NativeRuntime,
  { graph, description }: ModelFolder,
  options: InferenceSession.SessionOptions,
) {
  try {
    return await native.InferenceSession.create(graph.skeleton, options);
  } catch (error) {
    const message = nativeMessage(error);
    // The library's words for operators that it does not have, as against a file that it cannot make sense of.
    const isUnsupported =
      /not a registered function\/op|NOT_IMPLEMENTED|Could not find an implementation|is under development/;
    if (isUnsupported.test(message)) throw new LoupeError('modelUnsupported', description.folder, message);
    throw new LoupeError('modelGraphBroken', graph.path, message);
  }
}

function unsupportedIn<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnsupportedGraphError) throw new LoupeError('modelUnsupported', folder, error.message);
    throw error;
  }
}
