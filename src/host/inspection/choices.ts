import { type Disposable, DisposableStore } from '../../protocol/disposable';
import type { InspectionState } from '../../protocol/inspectorApi';
import { shippedModelId } from '../../protocol/installedModels';
import { type ModelRegistry, modelChoice } from '../models/modelRegistry';
import type { Settings } from '../settings';
import type { AddedTokenizers } from '../tokenizers/addedTokenizers';
import type { Inspection } from './inspection';
import { sameTokenizer, tokenizerFromSetting, tokenizersOf } from './tokenizers';

type Choices = Pick<InspectionState, 'models' | 'tokenizers'>;

/** The state of an inspection of nothing yet, with what the settings choose. */
export function initialState(models: ModelRegistry, settings: Settings, added: AddedTokenizers): InspectionState {
  const model = defaultModel(models, settings);
  return {
    subject: null,
    edited: false,
    ...choices(models, model, added),
    model,
    tokenizer: chosenTokenizer(models, settings, model, added),
    special: settings.specialTokens.value,
    part: 'start',
    seed: settings.seed.value,
    pinned: false,
    phase: { kind: 'idle' },
  };
}

/** Keeps what can be chosen, and what is chosen, in step with the installed models and the settings. */
export function followChoices(
  inspection: Inspection,
  models: ModelRegistry,
  settings: Settings,
  added: AddedTokenizers,
): Disposable {
  const store = new DisposableStore();
  const chooseTokenizer = () =>
    inspection.useTokenizer(chosenTokenizer(models, settings, inspection.state.model, added));
  const offer = () => {
    inspection.offer(choices(models, inspection.state.model, added));
    if (!models.find(inspection.state.model)) inspection.setModel(defaultModel(models, settings));
    const { tokenizer, tokenizers } = inspection.state;
    if (!tokenizers.some(({ ref }) => sameTokenizer(ref, tokenizer))) chooseTokenizer();
  };
  store.add(models.onDidChange(offer));
  store.add(added.onDidChange(offer));
  store.add(settings.model.onDidChange(() => inspection.setModel(defaultModel(models, settings))));
  store.add(settings.tokenizer.onDidChange(chooseTokenizer));
  store.add(settings.specialTokens.onDidChange((special) => inspection.setSpecial(special)));
  store.add(settings.seed.onDidChange((seed) => inspection.setSeed(seed)));
  store.add(settings.topAlternatives.onDidChange(() => inspection.again()));
  return store;
}

/** Models that can be used, and the one in use whatever is wrong with it. */
function choices({ models }: ModelRegistry, inUse: string, added: AddedTokenizers): Choices {
  const usable = models.filter(({ id, error }) => !error || id === inUse);
  const offered = usable.map(modelChoice);
  return { models: offered, tokenizers: tokenizersOf(offered, added.list) };
}

/** The setting's model; the shipped one where that is not installed. */
function defaultModel(models: ModelRegistry, settings: Settings): string {
  return models.find(settings.model.value)?.id ?? shippedModelId;
}

function chosenTokenizer({ models }: ModelRegistry, settings: Settings, model: string, added: AddedTokenizers) {
  return tokenizerFromSetting(
    settings.tokenizer.value,
    model,
    models.map(({ id }) => id),
    added.list,
  );
}
