import type { AddedTokenizer } from '../../hub/tokenizerStore';
import type { InspectionState } from '../../protocol/inspectorApi';
import { ownTokenizer } from '../../protocol/installedModels';
import { tokenizerKey } from '../../protocol/tokenizerNames';
import { encodingNames, type TokenizerRef } from '../../protocol/tokens';

/**
 * The setting's value: `model` for the chosen model's own, the name of an encoding, the id of an installed model, or the name of a
 * tokenizer that was added. Any other is taken for an encoding, which the runtime will not know: a path in a workspace's settings must not be opened.
 */
export function tokenizerFromSetting(
  value: string,
  model: string,
  installed: readonly string[],
  added: readonly AddedTokenizer[] = [],
): TokenizerRef {
  if (value === 'model' || value === '') return ownTokenizer(model);
  if (!isEncoding(value) && installed.includes(value)) return ownTokenizer(value);
  const named = isEncoding(value) ? undefined : added.find(({ name }) => name === value);
  return named ? addedRef(named) : { kind: 'encoding', name: value };
}

const isEncoding = (name: string) => (encodingNames as readonly string[]).includes(name);

/** The tokenizer after a change of model: a choice of the model's own goes with it. */
export function followModel(tokenizer: TokenizerRef, before: string, after: string): TokenizerRef {
  return sameTokenizer(tokenizer, ownTokenizer(before)) ? ownTokenizer(after) : tokenizer;
}

/** All choices: the models' own first, then those that were added, then OpenAI's encodings. */
export function tokenizersOf(
  models: InspectionState['models'],
  added: readonly AddedTokenizer[] = [],
): InspectionState['tokenizers'] {
  return [
    ...models
      .map(({ id, name }) => ({ ref: ownTokenizer(id), name }))
      .filter(({ ref }, i) => ref.model === models[i].id),
    ...added.map((tokenizer) => ({ ref: addedRef(tokenizer), name: tokenizer.name })),
    ...encodingNames.map((name) => ({ ref: { kind: 'encoding', name } as const, name })),
  ];
}

const addedRef = ({ folder }: AddedTokenizer): TokenizerRef => ({ kind: 'file', path: folder });

export function sameTokenizer(a: TokenizerRef, b: TokenizerRef): boolean {
  return tokenizerKey(a) === tokenizerKey(b);
}
