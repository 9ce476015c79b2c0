import type { InspectionState } from '../../protocol/inspectorApi';
import { ownTokenizer } from '../../protocol/installedModels';
import { encodingNames, type TokenizerRef } from '../../protocol/tokens';

/**
 * The setting's value: `model` for the chosen model's own, the name of an encoding, or the id of an installed model. Any
 * other is taken for an encoding, which the runtime will not know: a path in a workspace's settings must not be opened.
 */
export function tokenizerFromSetting(value: string, model: string, installed: readonly string[]): TokenizerRef {
  if (value === 'model' || value === '') return ownTokenizer(model);
  if (!(encodingNames as readonly string[]).includes(value) && installed.includes(value)) return ownTokenizer(value);
  return { kind: 'encoding', name: value };
}

/** The tokenizer after a change of model: a choice of the model's own goes with it. */
export function followModel(tokenizer: TokenizerRef, before: string, after: string): TokenizerRef {
  return sameTokenizer(tokenizer, ownTokenizer(before)) ? ownTokenizer(after) : tokenizer;
}

/** All choices: the models' own first, then OpenAI's encodings. */
export function tokenizersOf(models: InspectionState['models']): InspectionState['tokenizers'] {
  return [
    ...models
      .map(({ id, name }) => ({ ref: ownTokenizer(id), name }))
      .filter(({ ref }, i) => ref.model === models[i].id),
    ...encodingNames.map((name) => ({ ref: { kind: 'encoding', name } as const, name })),
  ];
}

export function sameTokenizer(a: TokenizerRef, b: TokenizerRef): boolean {
  return a.kind === b.kind && tokenizerName(a) === tokenizerName(b);
}

/** For people. A model may have the name of an encoding. */
export function tokenizerName(ref: TokenizerRef): string {
  return ref.kind === 'encoding' ? ref.name : ref.model;
}
