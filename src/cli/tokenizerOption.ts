import { existsSync } from 'node:fs';
import { shippedModelId } from '../protocol/installedModels';
import { encodingNames, type TokenizerRef } from '../protocol/tokens';
import type { Option, OptionValues } from './command';
import { UsageError } from './options';

/** Of commands that need a tokenizer only. */
export const tokenizerOptions: Readonly<Record<string, Option>> = {
  tokenizer: { type: 'string' },
  model: { type: 'string' },
};

export const tokenizerHelp: readonly string[] = [
  '--tokenizer T     an OpenAI encoding, such as o200k_base, or the path of a tokenizer.json or its folder',
  '--model M         the tokenizer of a model; without either, that of the shipped one',
];

/** A name that is none of an encoding is a path where there is something. Throws `UsageError`. */
export function tokenizerOption({ tokenizer, model }: OptionValues): TokenizerRef {
  if (tokenizer === undefined) return { kind: 'model', model: String(model ?? shippedModelId) };
  if (model !== undefined) throw new UsageError('Give --tokenizer or --model, not both.');
  const name = String(tokenizer);
  const isEncoding = (encodingNames as readonly string[]).includes(name);
  return !isEncoding && existsSync(name) ? { kind: 'file', path: name } : { kind: 'encoding', name };
}
