import { LoupeError } from '../../protocol/errors';
import type { ModelDescription } from '../../protocol/models';
import type { ModelIdentity } from './languageModel';

/** What the folder's files say of the model, without loading weights. */
export async function describeModelFolder(folder: string, _identity: ModelIdentity): Promise<ModelDescription> {
  throw new LoupeError('modelUnsupported', folder, 'not written yet');
}
