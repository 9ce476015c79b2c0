import type { TokenizerRef } from '../../../src/protocol/tokens';

/** A tokenizer as a key; a model may have the name of an encoding. */
export const refKey = (ref: TokenizerRef): string =>
  ref.kind === 'encoding' ? `encoding ${ref.name}` : `model ${ref.model}`;
