import type { ModelDescription } from '../../protocol/models';
import { openChatTemplate } from '../tokenizer/chatTemplate';
import { type GraphFile, readGraphFile } from './graphFile';
import type { ModelIdentity } from './languageModel';
import { type ModelConfig, readModelConfig } from './modelConfig';

/** A model folder in Hugging Face layout, read without its weights. */
export interface ModelFolder {
  description: ModelDescription;
  config: ModelConfig;
  graph: GraphFile;
}

/**
 * Fails with `modelConfigMissing`, `modelConfigBroken`, `modelGraphMissing`, `modelGraphBroken`, `modelUnsupported`, or
 * `tokenizerBroken` for a tokenizer_config.json that cannot be read.
 */
export async function readModelFolder(folder: string, identity: ModelIdentity): Promise<ModelFolder> {
  const config = readModelConfig(folder);
  const graph = readGraphFile(folder);
  const template = await openChatTemplate(folder);
  const { architecture, layers, heads, keyHeads, vocabularySize, context } = config;
  const description: ModelDescription = {
    ...identity,
    folder,
    architecture,
    bytes: graph.totalBytes,
    layers,
    heads,
    keyHeads,
    vocabularySize,
    context,
    chat: template !== null,
    thinking: template?.thinking ?? false,
  };
  return { description, config, graph };
}

/** What the folder's files say of the model, without loading weights. Fails as `readModelFolder` does. */
export async function describeModelFolder(folder: string, identity: ModelIdentity): Promise<ModelDescription> {
  return (await readModelFolder(folder, identity)).description;
}
