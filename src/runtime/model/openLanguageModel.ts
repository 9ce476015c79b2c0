import { LoupeError } from '../../protocol/errors';
import type { LanguageModel, ModelIdentity } from './languageModel';

/** Opens the model in `folder` (Hugging Face layout, `onnx/model.onnx`). `threads` 0 chooses. */
export async function openLanguageModel(
  folder: string,
  _identity: ModelIdentity,
  _options: { threads: number },
): Promise<LanguageModel> {
  throw new LoupeError('modelUnsupported', folder, 'not written yet');
}
