import type { InferenceSession } from 'onnxruntime-node';
import { LoupeError } from '../../protocol/errors';
import type { ModelDescription } from '../../protocol/models';
import { type Decoder, GraphRunner, type ProbeOutputs } from './graphRunner';
import type { FloatType, GraphSignature } from './graphSignature';
import type { LanguageModel, ModelIdentity } from './languageModel';
import { freeMemory } from './memoryNeed';
import { readModelFolder } from './modelFolder';
import { loadNativeRuntime, nativeMessage, sessionOptions } from './nativeRuntime';
import { type Instrumented, instrument, type ProbeRequest } from './onnx/instrument';
import { ElementType } from './onnx/onnxFields';
import { extractUnembedding } from './onnx/unembedding';
import { type ModelParts, OnnxLanguageModel } from './onnxLanguageModel';
import { type Opening, openIntervening } from './openIntervening';
import { type Check, checkGraph, givesTheSame } from './selfCheck';
import { SplitDecoder } from './splitDecoder';
import { UnembeddingRunner } from './unembeddingRunner';

export interface ModelOptions {
  /** 0 chooses. */
  threads: number;
  /** Of its graph; without it, the one that suits this machine. */
  variant?: string;
  /** Told after each native run how long it took, milliseconds. */
  onChunk?(ms: number): void;
}

/**
 * Opens the model in `folder` (Hugging Face layout, with a graph as optimum exports it) and checks what it can do.
 * Fails as `readModelFolder` does, with `modelTooLarge` before anything is loaded, and with `modelGraphBroken` or `modelUnsupported` for what only the
 * native library can tell. Loading blocks the thread, as every native call does.
 */
export async function openLanguageModel(
  folder: string,
  identity: ModelIdentity,
  { threads, variant, onChunk }: ModelOptions,
): Promise<LanguageModel> {
  const files = await readModelFolder(folder, identity, variant);
  refuseTooLarge(files.description);
  const native = await loadNativeRuntime();
  const opening = { native, files, options: sessionOptions(files.graph.weightsFolder, threads) };
  // What the library refuses, or fails to run, is asked for less: without probes it is the graph as it came.
  const [most, ...less] = [{ attention: true, residuals: true }, { attention: true }, { residuals: true }, {}];
  let parts = openGraph(opening, most);
  for (const asked of less) parts = parts.catch(() => openGraph(opening, asked));
  return new OnnxLanguageModel(files, await parts, onChunk ?? (() => {}));
}

/** With the probes that are asked for and found, of which those count that hold. */
async function openGraph(opening: Opening, asked: { attention?: boolean; residuals?: boolean }): Promise<ModelParts> {
  const { native, files } = opening;
  const { signature } = files;
  const { skeleton, graph } = files.graph;
  const names = { tokens: signature.tokens.name, logits: signature.logits.name };
  // A window over the last tokens would count the room behind a past as tokens.
  const past = files.config.slidingWindow ? [] : signature.past;
  const request: ProbeRequest = { ...names, elementType: elementTypeOf(signature), past, ...asked };
  const found = instrument(skeleton, graph, request);
  const probes = {
    attention: found.attention.found ? found.attention.tensors : [],
    residuals: found.residuals.found ? found.residuals.tensors : [],
    middles: found.middles,
    additive: found.additive,
  };
  const openWhole = async () => new GraphRunner(native, await createSession(opening, found.model), signature, probes);
  const whole = await openWhole();
  let unembedding: UnembeddingRunner | null = null;
  try {
    const { reference, ...checked } = await checkGraph(whole, files.config, (type, width) =>
      openUnembedding(opening, found, type, width),
    );
    unembedding = checked.unembedding;
    if (!found.attention.found) checked.attention = { available: false, reason: found.attention.reason };
    if (!found.residuals.found) checked.residuals = { available: false, reason: found.residuals.reason };
    const partsWith = (decoder: Decoder): ModelParts => ({
      ...checked,
      decoder,
      openIntervening: () => {
        refuseTooLarge(files.description);
        return openIntervening(opening, request, { ...checked, decoder });
      },
    });
    if (!found.trunk || !unembedding) return partsWith(whole);
    // Open beside its parts it would take its memory twice.
    await whole.close();
    const split = await openSplit(opening, found, probes, { ...checked, reference });
    return partsWith(split ?? (await openWhole()));
  } catch (error) {
    whole.dispose();
    unembedding?.dispose();
    throw new LoupeError('modelUnsupported', files.description.folder, nativeMessage(error));
  }
}

/**
 * The graph in two parts where both together give what the whole one gave; at best one that returns only new keys and values.
 * Else null.
 */
async function openSplit(
  { native, files, options }: Opening,
  { trunk, rowsTrunk }: Instrumented,
  probes: ProbeOutputs,
  checked: Check,
): Promise<SplitDecoder | null> {
  const { unembedding } = checked;
  for (const kind of [rowsTrunk, trunk && { model: trunk }]) {
    const session =
      kind && unembedding && (await native.InferenceSession.create(kind.model, options).catch(() => null));
    if (!session) continue;
    const rows = 'place' in kind ? kind : null;
    const runner = new GraphRunner(native, session, files.signature, probes, rows);
    const split = new SplitDecoder(runner, unembedding);
    if (await givesTheSame(split, files.config, checked).catch(() => false)) return split;
    await runner.close();
  }
  return null;
}

/** Null where the library does not take it. */
async function openUnembedding(
  { native, files, options }: Opening,
  { tail }: Instrumented,
  type: FloatType,
  width: number,
): Promise<UnembeddingRunner | null> {
  if (!tail) return null;
  const part = extractUnembedding(
    files.graph.skeleton,
    tail,
    type === 'float16' ? ElementType.float16 : ElementType.float32,
  );
  const session = await native.InferenceSession.create(part.model, options).catch(() => null);
  return session && new UnembeddingRunner(native, session, files.signature, part, type, width);
}

/** Of the activations: what keys and values are held in, else what the logits are. */
function elementTypeOf({ past, logits }: GraphSignature): number {
  const ofPast = past[0] && (past[0].type === 'float16' ? ElementType.float16 : ElementType.float32);
  return ofPast ?? (logits.elementType || ElementType.float32);
}

async function createSession({ native, files, options }: Opening, model: Uint8Array): Promise<InferenceSession> {
  const { graph, description } = files;
  try {
    return await native.InferenceSession.create(model, options);
  } catch (error) {
    const message = nativeMessage(error);
    // The library's words for operators that it does not have, as against a file that it cannot make sense of.
    const isUnsupported =
      /not a registered function\/op|NOT_IMPLEMENTED|Could not find an implementation|is under development/;
    if (isUnsupported.test(message)) throw new LoupeError('modelUnsupported', description.folder, message);
    throw new LoupeError('modelGraphBroken', graph.path, message);
  }
}

/** Running out of memory would end the process, and with it every other model. */
function refuseTooLarge({ name, memory, variants }: ModelDescription): void {
  const free = freeMemory();
  if (memory <= free) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
  const graphs = variants.map(({ name, bytes }) => `${name} ${megabytes(bytes)} MB`);
  throw new LoupeError('modelTooLarge', name, megabytes(memory), megabytes(free), graphs.join(', '));
}
