import { LoupeError } from '../../protocol/errors';
import type { ModelDescription } from '../../protocol/models';
import { openChatTemplate } from '../tokenizer/chatTemplate';
import { type GraphFile, readGraphFile } from './graphFile';
import { type GraphSignature, readSignature } from './graphSignature';
import type { ModelIdentity } from './languageModel';
import { memoryNeed } from './memoryNeed';
import { type ModelConfig, readModelConfig } from './modelConfig';
import { UnsupportedGraphError } from './onnx/onnxModel';

/** A model folder in Hugging Face layout, read without its weights. */
export interface ModelFolder {
  description: ModelDescription;
  config: ModelConfig;
  graph: GraphFile;
  signature: GraphSignature;
}

/**
 * Fails with `modelConfigMissing`, `modelConfigBroken`, `modelGraphMissing`, `modelGraphBroken`, `modelUnsupported`, or
 * `tokenizerBroken` for a tokenizer_config.json that cannot be read.
 */
export async function readModelFolder(folder: string, identity: ModelIdentity, variant?: string): Promise<ModelFolder> {
  const config = readModelConfig(folder);
  const graph = readGraphFile(folder, variant);
  const signature = signatureOf(graph, folder);
  const template = await openChatTemplate(folder);
  const { architecture, layers, heads, keyHeads, vocabularySize, context } = config;
  const need = memoryNeed(graph.graph, signature, config);
  const description: ModelDescription = {
    ...identity,
    folder,
    architecture,
    variant: graph.variant,
    // Names tell which files hold the weights of the others; of this one the graph itself says it.
    variants: graph.variants.map(({ name, bytes }) => ({
      name,
      bytes: name === graph.variant ? graph.totalBytes : bytes,
    })),
    bytes: graph.totalBytes,
    parameters: need.parameters,
    cachePerToken: need.cachePerToken,
    memory: need.total,
    layers,
    heads,
    keyHeads,
    vocabularySize,
    context,
    chat: template !== null,
    thinking: template?.thinking ?? false,
  };
  return { description, config, graph, signature };
}

/** What the folder's files say of the model, without loading weights. Fails as `readModelFolder` does. */
export async function describeModelFolder(
  folder: string,
  identity: ModelIdentity,
  variant?: string,
): Promise<ModelDescription> {
  return (await readModelFolder(folder, identity, variant)).description;
}

function signatureOf({ graph }: GraphFile, folder: string): GraphSignature {
  try {
    return readSignature(graph);
  } catch (error) {
    if (error instanceof UnsupportedGraphError) throw new LoupeError('modelUnsupported', folder, error.message);
    throw error;
  }
}
