import type { ModelDescription, Stage } from '../protocol/models';
import type { SavedModel } from './savedRun';

/** What a file says of its model: nothing of where it lies. */
export function savedModel(description: ModelDescription, stage?: Stage): SavedModel {
  const { name, architecture, variant, parameters, layers, heads, keyHeads } = description;
  const { vocabularySize, context, chat, thinking } = description;
  return {
    ...{ name, stage, architecture, variant, parameters, layers, heads, keyHeads },
    ...{ vocabularySize, context, chat, thinking },
  };
}
