import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LoupeError } from '../../protocol/errors';
import type { ModelDescription } from '../../protocol/models';
import { type GraphFile, readGraphFile } from './graphFile';
import type { ModelIdentity } from './languageModel';
import { type ModelConfig, readJsonFile, readModelConfig } from './modelConfig';

const LARGEST_TEMPLATE_BYTES = 4 * 2 ** 20;

/** A model folder in Hugging Face layout, read without its weights. */
export interface ModelFolder {
  description: ModelDescription;
  config: ModelConfig;
  graph: GraphFile;
}

/** Fails with `modelConfigMissing`, `modelConfigBroken`, `modelGraphMissing`, `modelGraphBroken` or `modelUnsupported`. */
export function readModelFolder(folder: string, identity: ModelIdentity): ModelFolder {
  const config = readModelConfig(folder);
  const graph = readGraphFile(folder);
  const template = chatTemplateText(folder);
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
    chat: template !== '',
    thinking: template.includes('enable_thinking'),
  };
  return { description, config, graph };
}

/** What the folder's files say of the model, without loading weights. Fails as `readModelFolder` does. */
export async function describeModelFolder(folder: string, identity: ModelIdentity): Promise<ModelDescription> {
  return readModelFolder(folder, identity).description;
}

/** The chat template's text, from either of the places where Hugging Face keeps it; empty without one. */
function chatTemplateText(folder: string): string {
  const file = path.join(folder, 'chat_template.jinja');
  if (existsSync(file)) {
    if (statSync(file).size > LARGEST_TEMPLATE_BYTES) {
      throw new LoupeError('modelConfigBroken', folder, 'chat_template.jinja is too large');
    }
    return readFileSync(file, 'utf8');
  }
  const template = readJsonFile(folder, 'tokenizer_config.json')?.chat_template;
  if (typeof template === 'string') return template;
  // Several named templates: a list of { name, template }.
  return Array.isArray(template) ? JSON.stringify(template) : '';
}
